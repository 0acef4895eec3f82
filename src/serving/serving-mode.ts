import type { z } from 'zod';

import type { MaybePromise } from '../core/answer.js';
import type { UpdateTimes } from '../core/deployment-record.js';
import type { Footprint, StorageUse } from '../core/mode-record.js';
import type { ModelCard } from '../core/model-card.js';
import type { PredictionTarget } from '../core/prediction-target.js';
import type { GoldenRow, MissAnswer, PredictorSpec, TableRef } from '../core/predictor-spec.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import type { ProcessGroup, RunningProcess } from '../processes/process-group.js';

/**
 * One way to serve a model. A mode is short: stand up what its predictor needs, hand over a `PredictorSpec`, say what
 * it stored. NOT aware of: loads, trials, statistics, reports, other modes.
 */
export interface ServingMode<O = unknown> {
  readonly id: string;
  readonly summary: string;
  /** The application is not ours: it is only asked, and there is nothing to stand up, look at or tear down. */
  readonly isElsewhere?: true;
  /** Options of the mode in a scenario: a strict object, every key with a default. */
  readonly options: z.ZodType<O>;
  /** The option that may name another mode, which answers what this one cannot by itself. */
  readonly innerOption?: {
    readonly name: string;
    /** What it may say instead. */
    readonly words: readonly string[];
  };
  /** null where others operate it. */
  footprint(options: O): Footprint | null;
  /** Work done once per run: build a table, publish an artifact. */
  prepare(context: PrepareContext, options: O): Promise<Prepared>;
  /** Fresh processes for one block. */
  deploy(context: DeployContext, options: O, prepared: Prepared): Promise<Deployment>;
  /** The same without an application: for a mode that has one of its own and asks this one. Only where it can. */
  back?(context: DeployContext, options: O, prepared: Prepared): Promise<Backing>;
}

/** Another mode, as the option of a mode names it: its id, and its options as its own schema parsed them. */
export interface InnerMode {
  readonly mode: string;
  readonly options: Readonly<Record<string, unknown>>;
}

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

/** How a predictor and what stands behind it are moved to another version. */
export type BackingRollOut = InPlaceRollOut | ReplaceRollOut;

/** The application stays. */
export interface InPlaceRollOut {
  readonly kind: 'in-place';
  readonly of: (application: RunningProcess) => RollOut;
}

/** The application holds the model: a new one takes its place. */
export interface ReplaceRollOut {
  readonly kind: 'replace';
  /** What is done before, in words, up to the comma; empty for nothing. */
  readonly how: string;
  /** Makes what the new application needs. @throws where that cannot be made; the old application goes on */
  readonly make: (next: ModelCard, golden: readonly GoldenRow[]) => Promise<NextPredictor>;
}

/** The predictor of a new version, and what it took to make. */
export interface NextPredictor {
  readonly predictor: PredictorSpec;
  readonly cost: RollOutCost & { readonly cpuUs: number };
}

/**
 * Which requests a mode answers with a real prediction: none, all that encode, those in a table; or nobody here can
 * tell, and then how far its predictions may be from the model's own (null: they are not compared).
 */
export type Answers =
  | { readonly from: 'nothing' }
  /** A server that others wrote computes it: then in another runtime, which rounds otherwise. */
  | {
      readonly from: 'model';
      readonly tolerance?: number | null;
      /** Asked first, where there is one. */
      readonly first?: { readonly table: TableRef; readonly keysFrom: string };
    }
  | { readonly from: 'table'; readonly table: TableRef; readonly keysFrom: string }
  | { readonly from: 'elsewhere'; readonly tolerance: number | null };

export interface Prepared {
  /** null where others store it. */
  readonly storage: StorageUse | null;
  readonly answers: Answers;
  /** Stores as they were found, with their versions, in place of what the options alone could say of them. */
  readonly stores?: Footprint['stores'];
  /** Of a mode with another one in it: of both, in place of what the options alone could say. */
  readonly footprint?: Footprint | null;
  /** Of the mode in it. */
  readonly inner?: Prepared;
  /** What answers a miss, where no model does. */
  readonly missAnswer?: MissAnswer;
  /** Only where the work was done before, and taken over: milliseconds that it took then. */
  readonly prepareMs?: number;
  /** What `deploy` needs of it, known to the mode alone. */
  readonly artifacts: Readonly<Record<string, string>>;
}

export interface PrepareContext {
  readonly card: ModelCard;
  readonly traffic: TrafficSpec;
  readonly seed: number;
  /** A folder of this run alone, removed when it ends. */
  readonly workDir: string;
  /** Where `servebench precompute` publishes tables; a mode may take one that is the same as it would build. */
  readonly tablesDir: string;
  /** Artifact store that applications load models from. */
  readonly artifactStoreFile: string;
  readonly processes: ProcessGroup;
  /** For a mode that has another one in it. */
  readonly modes: ModeRegistry;
}

export interface DeployContext {
  /**
   * `measure`: it serves one version of the model. `serve`: it takes up what is published while it serves. `roll-out`:
   * it is moved to other versions by its own `operations`, and has an address that stays.
   */
  readonly purpose: 'measure' | 'serve' | 'roll-out';
  readonly card: ModelCard;
  /** The label in the scenario, for messages. */
  readonly label: string;
  readonly processes: ProcessGroup;
  readonly golden: readonly GoldenRow[];
  /** Folder of the scenario: where commands in it are run. */
  readonly folder: string;
  /** Port of the application; 0 for a free one. */
  readonly port: number;
  /** For a mode that has another one in it. */
  readonly modes: ModeRegistry;
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

/** How a mode is moved to another version of its model while it answers. */
export interface RollOut {
  /** In words, after "rolled out by": what is replaced, in which order, what answers meanwhile. */
  readonly how: string;
  /**
   * Resolves once nothing is left to do; answers come from the new version then.
   *
   * @param golden known answers of the new version, for modes that check them before they let it answer
   * @throws whatever was wrong with the new version; then the old one goes on answering wherever the mode can
   */
  to(next: ModelCard, golden: readonly GoldenRow[]): Promise<RollOutCost>;
}

export interface RollOutCost {
  /** CPU time of the processes that were started for it; null where those that answer did it, too. */
  readonly cpuUs: number | null;
  /** Bytes of the files, tables and artifacts that were written for it. */
  readonly bytesWritten: number;
  /** Of what is computed ahead: milliseconds until it was published. */
  readonly buildMs?: number;
}

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

/** Loaders by id, so that a command loads only the modes it uses. */
export type ModeRegistry = Readonly<Record<string, () => MaybePromise<ServingMode>>>;
