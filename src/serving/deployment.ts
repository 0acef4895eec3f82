import type { UpdateTimes } from '../core/deployment-record.js';
import type { PredictionTarget } from '../core/prediction-target.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { RollOut } from './roll-out.js';

/** A mode that is up. Whoever made the context's process group stops it. */
export interface Deployment {
  /** What is asked for predictions. */
  readonly target: PredictionTarget;
  /** A route of the application that needs no model; absent where nothing but the target may be asked. */
  readonly pingUrl?: string;
  /** Every URL that was opened, for people. */
  readonly urls: readonly { readonly title: string; readonly url: string }[];
  readonly processes: readonly DeployedProcess[];
  /** What whoever reads the results must know of how it was set up. */
  readonly notes?: readonly string[];
  /** Publishes a new version and waits until every application answers from it; only where the mode can. */
  readonly update?: () => Promise<UpdateTimes>;
  /** Absent where what holds the model runs elsewhere. */
  readonly operations?: Operations;
}

/** A process of a deployment. What is not our program (store servers, other people's model servers) has no `running`. */
export interface DeployedProcess {
  readonly part: 'application' | 'model-server' | 'store';
  readonly title: string;
  /** Undefined for a server that does not run here, or cannot be told from others: what it uses is unknown then. */
  readonly pid: number | undefined;
  readonly running?: RunningProcess;
  /** Our process that has started a foreign one, of which `pid` is the first, and ends with it. */
  readonly command?: RunningProcess;
}

/** A process that holds the model, as a drill takes it. */
export interface Victim {
  /** How people call it: `model server 2 of microservice`. */
  readonly title: string;
  readonly part: DeployedProcess['part'];
  /** Of the process that lives now, as kill(2) takes it: negative for a group of processes. */
  pid(): number;
  /**
   * What a supervisor does: a fresh process at the same address.
   * @returns when it is ready
   * @throws DeploymentError or UserError where it could not be started: it may be tried again
   */
  restart(): Promise<void>;
}

/** What an operator, or chance, does to a mode that is up; a drill measures what its callers see meanwhile. */
export interface Operations {
  /**
   * The processes that hold the model (embedded: an application; microservice: each model server; precomputed: the
   * application), in the order in which a drill takes them.
   */
  readonly victims: readonly Victim[];
  /** Absent where nobody here can say how it is done. */
  readonly rollOut?: RollOut;
}
