import type { ChecksReady } from '../checks/role.js';
import type { ModelCard } from '../core/model-card.js';
import type { Scenario } from '../core/scenario.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { ModeRegistry } from '../serving/serving-mode.js';
import type { PreparedMode } from './deploy-mode.js';
import type { Progress, RunRecorder } from './ports.js';

/** What every block of a run is measured with. */
export interface BlockSettings {
  readonly runId: string;
  readonly scenario: Scenario;
  readonly card: ModelCard;
  readonly registry: ModeRegistry;
  readonly modes: readonly PreparedMode[];
  readonly checks: RunningProcess<ChecksReady>;
  readonly replayLength: number;
  readonly labelled: boolean;
  readonly recorder: RunRecorder;
  readonly progress: Progress;
  /** Milliseconds of planned work after this block. */
  readonly laterMs: number;
  readonly signal: AbortSignal;
}
