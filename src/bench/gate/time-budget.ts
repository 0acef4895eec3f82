import type { GateRule } from '../../core/gate.js';
import type { Scenario } from '../../core/scenario.js';
import { plannedLoadMs, warmUpMsOf } from '../plan-trials.js';

/** Deploying a mode, checking its predictions, stopping it: until the first one was timed. */
const DEPLOY_MS = 2500;

/** A round takes longer than the one before by so much, now and then. */
const SLACK = 0.1;
/** Stopping what is up, and putting the report together. */
const STOP_MS = 1000;

/** How much of a gate's time is left, and what a round of some modes takes of it. */
export class TimeBudget {
  /** Milliseconds that the deployments of each mode took last. */
  private readonly tookMs = new Map<string, number>();
  private readonly limitMs: number;
  private readonly rules: readonly GateRule[];
  private readonly scenario: Pick<Scenario, 'loads' | 'warmUpMs'>;

  /**
   * @param startedMs of `performance.now()`
   * @param deployments of a mode in a round: two where both sides are stood up
   */
  constructor(
    private readonly startedMs: number,
    plan: {
      readonly timeLimitMs: number;
      readonly rules: readonly GateRule[];
      readonly head: { readonly scenario: Pick<Scenario, 'loads' | 'warmUpMs'> };
    },
    private readonly deployments: 1 | 2,
  ) {
    this.limitMs = plan.timeLimitMs;
    this.rules = plan.rules;
    this.scenario = plan.head.scenario;
  }

  took(mode: string, ms: number): void {
    this.tookMs.set(mode, ms);
  }

  /** Of the deployments of each mode in a round: what they took last, else what is planned. */
  costMs(modes: readonly string[]): number {
    return modes.reduce((sum, mode) => {
      const wanted = loadsOf(mode, this.rules);
      const trialsMs = this.scenario.loads.reduce(
        (ms, load) => ms + (wanted.has(load.id) ? plannedLoadMs(load) : 0),
        0,
      );
      return (
        sum + (this.tookMs.get(mode) ?? this.deployments * (warmUpMsOf(this.scenario) + DEPLOY_MS + trialsMs))
      );
    }, 0);
  }

  /** Whether that much work will end in time, on a machine that is busy now and then, and everything be stopped after. */
  fits(ms: number): boolean {
    return ms * (1 + SLACK) + STOP_MS <= this.leftMs();
  }

  leftMs(): number {
    return Math.max(0, this.startedMs + this.limitMs - performance.now());
  }
}

/** The loads that rules of a mode are about. */
export function loadsOf(mode: string, rules: readonly GateRule[]): ReadonlySet<string> {
  return new Set(rules.flatMap((rule) => (rule.mode === mode ? (rule.load ?? []) : [])));
}
