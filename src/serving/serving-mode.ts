import type { z } from 'zod';

import type { MaybePromise } from '../core/answer.js';
import type { Footprint, StorageUse } from '../core/mode-record.js';
import type { ModelCard } from '../core/model-card.js';
import type { GoldenRow, MissAnswer, TableRef } from '../core/predictor-spec.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import type { ProcessGroup } from '../processes/process-group.js';
import type { Backing } from './backing.js';
import type { Deployment } from './deployment.js';

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

/** Loaders by id, so that a command loads only the modes it uses. */
export type ModeRegistry = Readonly<Record<string, () => MaybePromise<ServingMode>>>;
