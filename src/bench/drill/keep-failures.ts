import type { ErrorRecord } from '../../core/errors.js';
import type { RunRecorder } from '../ports.js';

/** A drill is not a run: of what is recorded on the way it keeps which modes could not be prepared, and why. */
export function keepFailures(): {
  readonly recorder: RunRecorder;
  readonly failed: Map<string, ErrorRecord>;
} {
  const failed = new Map<string, ErrorRecord>();
  const recorder: RunRecorder = {
    beginRun: () => undefined,
    recordMode: (_runId, { mode, error }) => {
      if (error) failed.set(mode, error);
    },
    recordDeployment: () => undefined,
    recordTrial: () => undefined,
    finishRun: () => undefined,
  };
  return { recorder, failed };
}
