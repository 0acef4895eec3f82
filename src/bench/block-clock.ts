import type { Scenario } from '../core/scenario.js';
import { plannedLoadMs, warmUpMsOf, type PlannedBlock } from './plan-trials.js';
import type { Progress } from './ports.js';

/** Tells people where a block is, and how much is still to come. */
export class BlockClock {
  /** Of one deployment. */
  readonly warmUpMs: number;
  private remainingMs: number;

  /** @param laterMs of planned work after this block */
  constructor(
    private readonly plan: PlannedBlock,
    private readonly scenario: Scenario,
    private readonly progress: Progress,
    laterMs: number,
  ) {
    this.warmUpMs = warmUpMsOf(scenario);
    const trialsMs = plan.trials.reduce((sum, { load }) => sum + this.plannedMs(load), 0);
    this.remainingMs = laterMs + trialsMs + plan.deployments.length * this.warmUpMs;
  }

  show(text: string): void {
    const number = this.plan.block + 1;
    // How many there will be is not known of a run that ends when it is sure.
    const of = number <= this.scenario.repeats ? ` of ${this.scenario.repeats}` : '';
    this.progress.step(`block ${number}${of}, ${text}`, this.remainingMs);
  }

  deployed(): void {
    this.remainingMs -= this.warmUpMs;
  }

  measured(load: string): void {
    this.remainingMs -= this.plannedMs(load);
  }

  private plannedMs(load: string): number {
    const planned = this.scenario.loads.find(({ id }) => id === load);
    return planned ? plannedLoadMs(planned) : 0;
  }
}
