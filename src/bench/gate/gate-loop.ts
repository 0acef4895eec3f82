import type { GateRule } from '../../core/gate.js';
import type { Progress } from '../ports.js';
import { FreshRounds } from './fresh-rounds.js';
import { modesOf } from './gate-scope.js';
import type { GateTrials } from './gate-trials.js';
import { excess, looksBroken, standingOf } from './judge-rule.js';
import { earlyLooks, FEWEST_ROUNDS } from './looks.js';
import { failedModes } from './report-rule.js';
import type { Finding } from './rule-verdict.js';
import type { TimeBudget } from './time-budget.js';

/** Measures round after round and judges, until every rule is settled or the time is used up. */
export class GateLoop {
  /** Rounds without those of confirmations. */
  readonly rounds = new Set<number>();
  private early: readonly number[] | undefined;
  private readonly fresh: FreshRounds;

  constructor(
    private readonly rules: readonly GateRule[],
    private readonly findings: ReadonlyMap<GateRule, Finding>,
    private readonly trials: GateTrials,
    private readonly time: TimeBudget,
    progress: Progress,
  ) {
    this.fresh = new FreshRounds(findings, trials, time, progress);
  }

  /**
   * Rounds of all modes that have an open rule. Whether a rule holds is only asked at the looks; what seems to be broken
   * is confirmed as soon as it does, since fresh trials do not depend on how often one has looked before.
   */
  async explore(): Promise<void> {
    for (;;) {
      const modes = this.openModes();
      if (modes.length === 0) return;
      if (!this.hasTimeFor(modes)) return this.end();
      this.rounds.add(await this.trials.measure(modes, this.time.leftMs()));
      // The first round tells what one takes.
      this.early ??= earlyLooks(1 + Math.floor(this.time.leftMs() / this.time.costMs(modes)));
      this.dropFailed();
      if (await this.isBroken(this.early.includes(this.rounds.size))) return;
    }
  }

  /** How often the data are looked at in all, whatever is seen. */
  get looks(): number {
    return (this.early?.length ?? 0) + 1;
  }

  /**
   * The end of the time is the last look. What is left of it goes to fresh rounds of what lies beyond its limit without
   * being significant yet: they decide alone.
   */
  private async end(): Promise<void> {
    this.judge(true);
    await this.fresh.confirm(this.worstFirst(this.worryingRules()));
  }

  /** @returns true where a rule is broken for certain */
  private async isBroken(isLook: boolean): Promise<boolean> {
    const suspected = this.rounds.size < FEWEST_ROUNDS ? this.alarming() : this.judge(isLook);
    return this.fresh.confirm(this.worstFirst(suspected));
  }

  /**
   * Two rounds have no interval. But where a third one would leave no time to confirm anything, what lies beyond its limit
   * in both of them is put to fresh rounds at once: a gate of many modes could never fail otherwise.
   */
  private alarming(): GateRule[] {
    if (this.rounds.size !== FEWEST_ROUNDS - 1) return [];
    const modes = this.openModes();
    const dearestMs = Math.max(...modes.map((mode) => this.fresh.costMs([mode])));
    if (this.time.fits(this.time.costMs(modes) + dearestMs)) return [];
    return this.openRules().filter((rule) =>
      [...this.rounds].every((round) => looksBroken(this.trials.evidence(rule, new Set([round])))),
    );
  }

  /** A mode that cannot be deployed will not be in the next round either. */
  private dropFailed(): void {
    const failed = new Set(failedModes(this.trials.results()).map(({ mode }) => mode));
    for (const rule of this.rules) {
      const finding = this.findings.get(rule);
      if (finding && failed.has(rule.mode)) finding.isHopeless = true;
    }
  }

  /** @param isLook whether a rule may be found to hold @returns the rules that look broken */
  private judge(isLook: boolean): GateRule[] {
    return this.openRules().filter((rule) => {
      const standing = standingOf(this.trials.evidence(rule, this.rounds), this.looks);
      const finding = this.findings.get(rule);
      if (finding && (isLook || standing !== 'holds')) {
        finding.standing = standing;
        finding.judgedOn = new Set(this.rounds);
      }
      return standing === 'suspected';
    });
  }

  /** By how far a figure lies beyond its limit. */
  private worstFirst(rules: readonly GateRule[]): GateRule[] {
    const excessOf = (rule: GateRule): number => excess(this.trials.evidence(rule, this.rounds));
    return rules.toSorted((a, b) => excessOf(b) - excessOf(a));
  }

  private openRules(): GateRule[] {
    return this.rules.filter(
      (rule) => isOpen(rule, this.findings.get(rule)) && this.trials.doubt(rule) === undefined,
    );
  }

  private openModes(): string[] {
    return modesOf(this.openRules());
  }

  /** For one more round of these modes, and then for confirming what looks most broken by now. */
  private hasTimeFor(modes: readonly string[]): boolean {
    const [worst] = modesOf(this.worstFirst(this.worryingRules()));
    const confirmingMs = worst === undefined ? 0 : this.fresh.costMs([worst]);
    return this.time.fits(this.time.costMs(modes) + confirmingMs);
  }

  /** Open rules whose figure lies beyond the limit by now. */
  private worryingRules(): GateRule[] {
    if (this.rounds.size < FEWEST_ROUNDS) return [];
    return this.openRules().filter((rule) => looksBroken(this.trials.evidence(rule, this.rounds)));
  }
}

/** True for a rule about a figure with noise that is not settled. */
export function isOpen(rule: GateRule, finding: Finding | undefined): boolean {
  if (!finding || rule.load === null || finding.isHopeless) return false;
  return finding.standing !== 'holds' && finding.isConfirmed === undefined;
}
