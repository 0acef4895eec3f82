import type { GateRule } from '../../core/gate.js';
import type { Progress } from '../ports.js';
import { modesOf } from './gate-scope.js';
import type { GateTrials } from './gate-trials.js';
import { confirmed, type Evidence } from './judge-rule.js';
import { FEWEST_ROUNDS } from './looks.js';
import type { Finding } from './rule-verdict.js';
import type { TimeBudget } from './time-budget.js';

/** Fresh rounds that confirm what looks broken. */
const CONFIRMING = 4;
const MOST_CONFIRMING = 2 * CONFIRMING;

/** What looks broken is measured again, by rounds that know nothing of why it was chosen. */
export class FreshRounds {
  constructor(
    private readonly findings: ReadonlyMap<GateRule, Finding>,
    private readonly trials: GateTrials,
    private readonly time: TimeBudget,
    private readonly progress: Progress,
  ) {}

  /** What they take of these modes. */
  costMs(modes: readonly string[]): number {
    return CONFIRMING * this.time.costMs(modes);
  }

  /**
   * Puts what looks broken to fresh rounds, the worst first, as far as there is time: one broken rule is enough.
   * @param candidates the worst first @returns true where a rule is broken for certain: then the gate has failed, and need not go on
   */
  async confirm(candidates: readonly GateRule[]): Promise<boolean> {
    const suspected = this.affordable(candidates);
    if (suspected.length === 0) return false;
    const modes = modesOf(suspected);
    const fresh = new Set<number>();
    this.progress.note(`looks worse: ${suspected.map(({ path }) => path).join(', ')}; fresh trials decide`);
    let evidence: Evidence[] = [];
    const isEnough = (): boolean =>
      evidence.length > 0 &&
      evidence.every(({ test, missing }) => (test?.count ?? 0) + missing >= CONFIRMING);
    // A trial that the machine disturbed does not count, and is made up for.
    while (!isEnough() && fresh.size < MOST_CONFIRMING && this.time.fits(this.time.costMs(modes))) {
      fresh.add(await this.trials.measure(modes, this.time.leftMs()));
      evidence = suspected.map((rule) => this.trials.evidence(rule, fresh));
    }
    const verdicts = confirmed(evidence);
    for (const [index, rule] of suspected.entries()) {
      const finding = this.findings.get(rule);
      if (!finding) continue;
      finding.fresh = fresh;
      finding.isConfirmed = verdicts[index] ?? false;
    }
    return verdicts.includes(true);
  }

  private affordable(candidates: readonly GateRule[]): GateRule[] {
    const chosen: string[] = [];
    for (const mode of modesOf(candidates)) {
      const rounds = chosen.length === 0 ? FEWEST_ROUNDS : CONFIRMING;
      if (this.time.fits(rounds * this.time.costMs([...chosen, mode]))) chosen.push(mode);
    }
    return candidates.filter(({ mode }) => chosen.includes(mode));
  }
}
