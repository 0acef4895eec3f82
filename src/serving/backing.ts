import type { PredictorSpec } from '../core/predictor-spec.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { DeployedProcess, Deployment, Victim } from './deployment.js';
import type { BackingRollOut } from './roll-out.js';

/** A predictor, and what was stood up for it. */
export interface Backing {
  readonly predictor: PredictorSpec;
  /** Our processes behind it, each with its address. */
  readonly backends: readonly (DeployedProcess & {
    readonly running: RunningProcess;
    readonly url: string;
  })[];
  /** Servers that are not our program. */
  readonly foreign: readonly DeployedProcess[];
  /** More addresses, for people. */
  readonly urls: Deployment['urls'];
  readonly notes: readonly string[];
  /** The processes that hold the model; none where they run elsewhere, absent where the application holds it. */
  readonly victims?: readonly Victim[];
  /** Absent where it is not known how to move all of it to another version. */
  readonly rollOut?: BackingRollOut;
}
