import type { GateRule } from '../../core/gate.js';
import type { Scenario } from '../../core/scenario.js';
import { UserError } from '../../core/errors.js';
import { newRunId, type History } from '../../history/history.js';
import type { Result } from '../../result/contract.js';
import { GATE_VERSION, type GateResult } from '../../result/gate-contract.js';
import { randomStream, shuffle } from '../../statistics/random.js';
import { readEnvironment } from '../environment.js';
import { hardwareOf } from '../hardware.js';
import { openRun, type OpenRun, type RunSettings } from '../run-scenario.js';
import { summarizeRun } from '../summarize.js';
import { pairsOf } from './gate-pairs.js';
import { isBelowNoise, noiseOf } from './gate-noise.js';
import { confirmed, looksBroken, standingOf, type Evidence } from './judge-rule.js';
import { LOOKS } from './looks.js';
import { loadsOf, TimeBudget } from './time-budget.js';
import { failedModes, reportRule, reportSide, verdictOf, type Finding } from './report-gate.js';

/** Fresh rounds that confirm what looks broken. */
const CONFIRMING = 4;
const MOST_CONFIRMING = 2 * CONFIRMING;

export interface GateSide {
  readonly title: string;
  readonly scenario: Scenario;
}

export interface GatePlan {
  readonly base: GateSide;
  readonly head: GateSide;
  readonly rules: readonly GateRule[];
  readonly timeLimitMs: number;
  /** What is known to be doubtful before anything is measured. */
  readonly warnings: readonly string[];
}

interface Sides<T> {
  readonly base: T;
  readonly head: T;
}

type Settings = Omit<RunSettings, 'runId' | 'recorder' | 'precision' | 'isEnough'>;

/**
 * Measures two sides in interleaved pairs of fresh deployments and judges the rules, until every one is settled or the
 * time is used up.
 * @throws UserError for wrong input, TIME_LIMIT_TOO_SHORT @throws the signal's reason when interrupted
 */
export async function runGate(plan: GatePlan, history: History, settings: Settings): Promise<GateResult> {
  const startedMs = performance.now();
  const records = history.noise(hardwareOf(await readEnvironment(settings.cwd)));
  const { name } = plan.head.scenario;
  const findings = new Map<GateRule, Finding>();
  for (const rule of plan.rules) {
    const noise = noiseOf(rule, name, records);
    findings.set(rule, { noise, isHopeless: isBelowNoise(rule, noise) });
  }
  const gate = new GateRun(plan, findings, history, settings, startedMs);
  await gate.run();
  return gate.result();
}

class GateRun {
  private readonly runIds = { base: newRunId(), head: newRunId() };
  private readonly rounds = new Set<number>();
  private readonly time: TimeBudget;
  private block = 0;
  private isRecorded = false;

  constructor(
    private readonly plan: GatePlan,
    private readonly findings: Map<GateRule, Finding>,
    private readonly history: History,
    private readonly settings: Settings,
    private readonly startedMs: number,
  ) {
    const { timeLimitMs, rules, head } = plan;
    this.time = new TimeBudget(startedMs, timeLimitMs, rules, head.scenario);
  }

  async run(): Promise<void> {
    const { base, head, rules } = this.plan;
    const modes = new Set(rules.filter((rule) => !this.find(rule).isHopeless).map(({ mode }) => mode));
    if (modes.size === 0) return;
    const loads = new Set(rules.flatMap(({ load }) => load ?? []));
    this.checkTime([...modes].filter((mode) => this.hasNoise(mode)));
    const begin = (side: 'base' | 'head', { scenario }: GateSide): Promise<OpenRun> =>
      openRun(
        {
          ...scenario,
          name: `${scenario.name}-gate-${side}`,
          repeats: 1,
          modes: scenario.modes.filter(({ label }) => modes.has(label)),
          loads: scenario.loads.filter(({ id }) => loads.has(id)),
          objectives: { latencyUs: {} },
        },
        { ...this.settings, runId: this.runIds[side], recorder: this.history },
      );
    const sides: Partial<Record<'base' | 'head', OpenRun>> = {};
    let status: 'finished' | 'interrupted' = 'interrupted';
    try {
      sides.base = await begin('base', base);
      sides.head = await begin('head', head);
      this.isRecorded = true;
      await this.explore({ base: sides.base, head: sides.head });
      status = 'finished';
    } finally {
      await sides.base?.close(status);
      await sides.head?.close(status);
    }
  }

  result(): GateResult {
    const { plan } = this;
    const results = this.isRecorded ? this.summaries() : undefined;
    const failed = results ? failedModes(results) : [];
    const rules = plan.rules.map((rule) => reportRule(rule, this.find(rule), results, this.rounds, failed));
    return {
      schemaVersion: GATE_VERSION,
      gate: {
        scenario: plan.head.scenario.name,
        verdict: verdictOf(rules),
        base: reportSide(plan.base.title, results?.base),
        head: reportSide(plan.head.title, results?.head),
        rounds: this.rounds.size,
        elapsedMs: performance.now() - this.startedMs,
        timeLimitMs: plan.timeLimitMs,
        failed,
      },
      rules,
      warnings: [...plan.warnings],
    };
  }

  /** Rounds of all modes that have an open rule; what looks broken is confirmed at once. */
  private async explore(sides: Sides<OpenRun>): Promise<void> {
    for (const look of LOOKS) {
      let modes = this.openModes();
      while (modes.length > 0 && this.rounds.size < look && this.hasTimeFor(modes)) {
        this.rounds.add(await this.measure(sides, modes));
        this.dropFailed();
        modes = this.openModes();
      }
      const suspected = this.judge();
      if (suspected.length > 0 && (await this.confirm(sides, suspected))) return;
      // The end of the time is the last look, whatever was planned: it does not depend on what was seen.
      if (this.openModes().length === 0 || this.rounds.size < look) return;
    }
  }

  /** A mode that cannot be deployed will not be in the next round either. */
  private dropFailed(): void {
    const failed = new Set(failedModes(this.summaries()).map(({ mode }) => mode));
    for (const rule of this.plan.rules) {
      if (failed.has(rule.mode)) this.find(rule).isHopeless = true;
    }
  }

  /** @returns the rules that look broken */
  private judge(): GateRule[] {
    const results = this.summaries();
    return this.openRules().filter((rule) => {
      const finding = this.find(rule);
      finding.standing = standingOf(this.evidence(rule, results, this.rounds), LOOKS.length);
      return finding.standing === 'suspected';
    });
  }

  /** @returns true where a rule is broken for certain: then the gate has failed, and need not go on */
  private async confirm(sides: Sides<OpenRun>, suspected: readonly GateRule[]): Promise<boolean> {
    const modes = modesOf(suspected);
    const fresh = new Set<number>();
    this.settings.progress.note(
      `looks worse: ${suspected.map(({ path }) => path).join(', ')}; fresh trials decide`,
    );
    let evidence: Evidence[] = [];
    const isEnough = (): boolean =>
      evidence.length > 0 && evidence.every(({ pairs }) => pairs.length >= CONFIRMING);
    // A trial that the machine disturbed is no pair, and is made up for.
    while (!isEnough() && fresh.size < MOST_CONFIRMING && this.time.leftMs() >= this.time.costMs(modes)) {
      fresh.add(await this.measure(sides, modes));
      const results = this.summaries();
      evidence = suspected.map((rule) => this.evidence(rule, results, fresh));
    }
    const verdicts = confirmed(evidence);
    for (const [index, rule] of suspected.entries()) {
      const finding = this.find(rule);
      finding.fresh = fresh;
      finding.isConfirmed = verdicts[index] ?? false;
    }
    return verdicts.includes(true);
  }

  /** One pair of fresh deployments of each mode, head and base in turns. @returns the number of the round */
  private async measure(sides: Sides<OpenRun>, modes: readonly string[]): Promise<number> {
    const block = this.block++;
    const { seed, loads } = sides.head.scenario;
    const stream = randomStream(seed, 'gate', block);
    for (const [index, mode] of shuffle([...modes], stream).entries()) {
      const wanted = loadsOf(mode, this.plan.rules);
      const trials = shuffle(
        loads.filter(({ id }) => wanted.has(id)).map(({ id }) => ({ mode, load: id })),
        stream,
      ).map((trial, order) => ({ ...trial, order: index * loads.length + order }));
      const order = (block + index) % 2 === 0 ? (['base', 'head'] as const) : (['head', 'base'] as const);
      const startedMs = performance.now();
      for (const side of order) {
        const run = sides[side];
        if (!run.scenario.modes.some(({ label }) => label === mode)) continue;
        await run.measure({ block, deployments: [mode], trials }, this.time.leftMs());
      }
      this.time.took(mode, performance.now() - startedMs);
    }
    return block;
  }

  private evidence(rule: GateRule, results: Sides<Result>, rounds: ReadonlySet<number>): Evidence {
    return { rule, pairs: pairsOf(rule, results, rounds) };
  }

  private summaries(): Sides<Result> {
    const { base, head } = this.runIds;
    return { base: summarizeRun(this.history.load(base)), head: summarizeRun(this.history.load(head)) };
  }

  private find(rule: GateRule): Finding {
    return this.findings.get(rule) ?? { noise: undefined, isHopeless: true };
  }

  /** Rules with noise that are not settled. */
  private openRules(): GateRule[] {
    return this.plan.rules.filter((rule) => {
      const { isHopeless, standing, isConfirmed } = this.find(rule);
      return rule.load !== null && !isHopeless && standing !== 'holds' && isConfirmed === undefined;
    });
  }

  private openModes(): string[] {
    return modesOf(this.openRules());
  }

  private hasNoise(mode: string): boolean {
    return this.openRules().some((rule) => rule.mode === mode);
  }

  /** For one more round of these modes, and then for confirming what looks broken by now. */
  private hasTimeFor(modes: readonly string[]): boolean {
    return (
      this.time.costMs(modes) + CONFIRMING * this.time.costMs(this.worryingModes()) <= this.time.leftMs()
    );
  }

  private worryingModes(): string[] {
    if (this.rounds.size < LOOKS[0]) return [];
    const results = this.summaries();
    return modesOf(this.openRules().filter((rule) => looksBroken(this.evidence(rule, results, this.rounds))));
  }

  private checkTime(modes: readonly string[]): void {
    const neededMs = LOOKS[0] * this.time.costMs(modes);
    if (modes.length === 0 || neededMs <= this.plan.timeLimitMs) return;
    throw new UserError(
      'TIME_LIMIT_TOO_SHORT',
      `three rounds of ${modes.join(', ')} take about ${Math.ceil(neededMs / 1000)}s, and --time-limit leaves ${Math.floor(this.plan.timeLimitMs / 1000)}s`,
      'allow more time, gate fewer modes (gates: in the scenario), or shorten the loads (--duration)',
    );
  }
}

function modesOf(rules: readonly GateRule[]): string[] {
  return [...new Set(rules.map(({ mode }) => mode))];
}
