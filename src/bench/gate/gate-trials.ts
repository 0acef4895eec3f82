import type { BaselineRecord } from '../../core/baseline.js';
import type { GateRule } from '../../core/gate.js';
import type { Scenario } from '../../core/scenario.js';
import type { Result } from '../../result/contract.js';
import type { GateResult } from '../../result/gate-contract.js';
import type { OpenRun, RunSettings } from '../open-run.js';
import type { Evidence } from './judge-rule.js';

export type GateSettings = Omit<RunSettings, 'runId' | 'recorder' | 'precision' | 'isEnough'>;

export interface Sides<T> {
  readonly base: T;
  readonly head: T;
}

/** One of the two things that are compared. */
export interface GateSide {
  readonly title: string;
  readonly scenario: Scenario;
}

/** A stored base. */
export interface BaselineSide {
  readonly title: string;
  readonly record: BaselineRecord;
  /** What its run measured. */
  readonly result: Result;
}

export interface GatePlan {
  /** Stood up beside the head, or what a baseline says of the past. */
  readonly base: GateSide | BaselineSide;
  readonly head: GateSide;
  readonly rules: readonly GateRule[];
  readonly timeLimitMs: number;
  /** What is known to be doubtful before anything is measured. */
  readonly warnings: readonly string[];
}

/**
 * What a gate judges by: it is measured round by round, and each rule has evidence from any set of rounds.
 * NOT aware of verdicts, looks, or how much time is left.
 */
export interface GateTrials {
  /** One round: fresh deployments of these modes. @param leftMs for progress @returns its number */
  measure(modes: readonly string[], leftMs: number): Promise<number>;
  evidence(rule: GateRule, rounds: ReadonlySet<number>): Evidence;
  /** Both sides as far as they are measured. */
  results(): Sides<Result>;
  /** Why the figure of a rule cannot be judged by these trials, in words; undefined where nothing is known against it. */
  doubt(rule: GateRule): string | undefined;
  /** What a report says of a stored base. */
  baseline(): GateResult['gate']['baseline'];
  /** Ends every process, and records how it ended. */
  close(status: 'finished' | 'interrupted'): Promise<void>;
}

/** What was measured, and in which rounds but those of confirmations. */
export interface MeasuredGate {
  readonly trials: GateTrials;
  readonly rounds: ReadonlySet<number>;
  /** At the data, for which the intervals hold together. */
  readonly looks: number;
}

/** Closes runs, each whatever becomes of the others. @throws the first failure */
export async function closeAll(
  runs: readonly (Pick<OpenRun, 'close'> | undefined)[],
  status: 'finished' | 'interrupted',
): Promise<void> {
  const ended = await Promise.allSettled(runs.map(async (run) => run?.close(status)));
  const failed = ended.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
}
