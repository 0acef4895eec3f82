import type { DeploymentRecord } from '../core/deployment-record.js';
import type { ModeRecord } from '../core/mode-record.js';
import type { RunRecord } from '../core/stored-run.js';
import type { TrialRecord } from '../core/trial-record.js';

/** Where a run is kept. Each record is durable when its call returns: an interruption loses the trial in progress. */
export interface RunRecorder {
  beginRun(run: RunRecord): void;
  recordMode(runId: string, mode: ModeRecord): void;
  recordDeployment(runId: string, deployment: DeploymentRecord): void;
  recordTrial(runId: string, trial: TrialRecord): void;
  finishRun(
    runId: string,
    end: Pick<RunRecord, 'status' | 'warnings'> & { readonly finishedAt: string },
  ): void;
}

/** Told what is happening; shows it or not. */
export interface Progress {
  /** @param remainingMs what is certain to come still, trials and warm-up */
  step(text: string, remainingMs: number): void;
  /** Something that stays on the screen. */
  note(text: string): void;
  done(): void;
}
