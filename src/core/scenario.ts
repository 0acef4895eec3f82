import type { GateRule } from './gate.js';
import type { LoadPlan } from './load-plan.js';
import type { SearchLoad } from './search-load.js';
import type { TrafficSpec } from './traffic-spec.js';

/** One entry of `modes:`: a label, the kind of mode, and its options as its own schema parsed them. */
export interface ModeEntry {
  readonly label: string;
  readonly mode: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One entry of `loads:`: what a load process drives, or a search made of such loads. */
export type ScenarioLoad = LoadPlan | SearchLoad;

/** Limits that a mode must meet, judged per load on answered requests. */
export interface Objectives {
  /** Percentile -> most microseconds. */
  readonly latencyUs: Readonly<Record<string, number>>;
  /** Most errors as a share of the requests sent. */
  readonly errors?: number;
  /** Least completed requests per second. */
  readonly throughputRps?: number;
  /** Least share of requests answered by a real prediction. */
  readonly coverage?: number;
}

export interface Sweep {
  /** Dotted path into the scenario. */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** A scenario, checked once, then trusted. */
export interface Scenario {
  readonly name: string;
  readonly question?: string;
  /** Absolute path of the YAML file. */
  readonly file: string;
  /** The text as written, with `--set` changes applied: stored with the run. */
  readonly text: string;
  /** Absolute path: a folder with a card, or a .onnx file. */
  readonly model: string;
  readonly traffic: TrafficSpec;
  readonly modes: readonly ModeEntry[];
  readonly loads: readonly ScenarioLoad[];
  readonly objectives: Objectives;
  readonly repeats: number;
  readonly seed: number;
  /** Load before the first trial of a deployment; none: 1.5 s. */
  readonly warmUpMs?: number;
  readonly sweep?: Sweep;
  /** What `gate` checks; none: what it checks unless told otherwise. */
  readonly gates?: readonly GateRule[];
}
