import type { DeploymentRecord } from './deployment-record.js';
import type { ModeRecord } from './mode-record.js';
import type { Scenario } from './scenario.js';
import type { TrialRecord } from './trial-record.js';

export interface Environment {
  readonly servebench: string;
  readonly node: string;
  readonly platform: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** 1-minute load average before the start. */
  readonly loadAverage: number;
  readonly governor: string | null;
  readonly libraries: Readonly<Record<string, string>>;
  readonly gitCommit: string | null;
}

/** Repeats are added until an interval is tight; when that is looked at was fixed before the first trial. */
export interface PrecisionPlan {
  /** `LOAD.METRIC` */
  readonly metric: string;
  /** 0.05: the widest interval reaches at most 5% to each side. */
  readonly target: number;
  /** Numbers of repeats after which the interval is looked at, ascending; the last one is the most. */
  readonly looks: readonly number[];
  readonly timeLimitMs: number;
}

export interface RunRecord {
  readonly id: string;
  readonly startedAt: string;
  /** null while the run goes on, or where it was killed. */
  readonly finishedAt: string | null;
  readonly status: 'running' | 'finished' | 'interrupted';
  readonly scenario: Scenario;
  readonly precision?: PrecisionPlan;
  readonly seed: number;
  readonly environment: Environment;
  readonly model: { readonly name: string; readonly sha256: string };
  readonly warnings: readonly string[];
}

/** A run as the history keeps it: everything else is derived from this. */
export interface StoredRun {
  readonly run: RunRecord;
  readonly modes: readonly ModeRecord[];
  readonly deployments: readonly DeploymentRecord[];
  readonly trials: readonly TrialRecord[];
}
