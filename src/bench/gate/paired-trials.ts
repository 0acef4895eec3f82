import type { GateRule } from '../../core/gate.js';
import { newRunId, type History } from '../../history/history.js';
import { openRun, type OpenRun } from '../open-run.js';
import { summarizeRun } from '../summarize.js';
import { pairedEvidence } from './gate-pairs.js';
import { gatedPart, planRound } from './gate-scope.js';
import { closeAll, type GateSettings, type GateSide, type GateTrials, type Sides } from './gate-trials.js';
import { sideOrder } from './side-order.js';
import type { TimeBudget } from './time-budget.js';

/**
 * Stands both sides up in interleaved pairs of fresh deployments, so that what drifts on the machine cancels.
 * @throws as `openRun`; then nothing is left open
 */
export async function openPairedTrials(
  { base, head, rules }: Sides<GateSide> & { readonly rules: readonly GateRule[] },
  history: History,
  settings: GateSettings,
  time: TimeBudget,
): Promise<GateTrials> {
  const runIds = { base: newRunId(), head: newRunId() };
  const begin = (side: 'base' | 'head', { scenario }: GateSide): Promise<OpenRun> =>
    openRun(gatedPart(scenario, rules, `${scenario.name}-gate-${side}`), {
      ...settings,
      runId: runIds[side],
      recorder: history,
    });
  const first = await begin('base', base);
  let sides: Sides<OpenRun>;
  try {
    sides = { base: first, head: await begin('head', head) };
  } catch (error) {
    await first.close('interrupted');
    throw error;
  }
  const order = sideOrder(head.scenario.seed);
  let block = 0;
  let known: ReturnType<GateTrials['results']> | undefined;
  const results: GateTrials['results'] = () =>
    (known ??= {
      base: summarizeRun(history.load(runIds.base)),
      head: summarizeRun(history.load(runIds.head)),
    });
  return {
    measure: async (modes, leftMs) => {
      const round = block++;
      known = undefined;
      for (const { mode, trials } of planRound(round, modes, rules, sides.head.scenario)) {
        const startedMs = performance.now();
        for (const side of order(mode)) {
          const run = sides[side];
          if (!run.scenario.modes.some(({ label }) => label === mode)) continue;
          await run.measure({ block: round, deployments: [mode], trials }, leftMs);
        }
        time.took(mode, performance.now() - startedMs);
      }
      return round;
    },
    evidence: (rule, rounds) => pairedEvidence(rule, results(), rounds),
    results,
    doubt: () => undefined,
    baseline: () => undefined,
    close: (status) => closeAll([sides.base, sides.head], status),
  };
}
