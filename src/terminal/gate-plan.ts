import { checkBaseline } from '../bench/gate/check-baseline.js';
import { checkSides } from '../bench/gate/check-sides.js';
import { gateRules } from '../bench/gate/default-rules.js';
import type { GatePlan } from '../bench/gate/gate-trials.js';
import { readEnvironment } from '../bench/environment.js';
import { trafficDoubts } from '../bench/gate/traffic-doubts.js';
import { summarizeRun } from '../bench/summarize.js';
import { UserError } from '../core/errors.js';
import type { GateRule } from '../core/gate.js';
import type { Scenario } from '../core/scenario.js';
import type { History } from '../history/history.js';
import { gateSides, headSide, type SideRequest } from './gate-sides.js';

/** A gate as it was asked for: both sides, the rules that both can be held against, and doubts. */
type PlannedGate = Omit<GatePlan, 'timeLimitMs'>;

/** Against another scenario, model or version, which is stood up too. @throws as `gateSides` */
export async function planGate(request: SideRequest): Promise<PlannedGate> {
  const { base, head } = await gateSides(request);
  const { rules, warnings } = checkSides(rulesOf(head.scenario), base.scenario, head.scenario);
  const doubts = await trafficDoubts(base.scenario.traffic, head.scenario.traffic);
  return { base, head, rules, warnings: [...doubts, ...warnings] };
}

/** @throws UserError NOTHING_GATED */
function rulesOf(scenario: Scenario): readonly GateRule[] {
  const rules = gateRules(scenario);
  if (rules.length > 0) return rules;
  throw new UserError(
    'NOTHING_GATED',
    `${scenario.file} has nothing to gate: no closed or open load of a mode but the floor`,
    'add a mode or a load, or say what to hold in gates:',
  );
}

/** Against a stored baseline. @throws UserError BASELINE_UNKNOWN, and as `checkBaseline` and `loadScenario` */
export async function planBaselineGate(
  request: Pick<SideRequest, 'file' | 'options' | 'set'> & { readonly name: string; readonly cwd: string },
  history: History,
): Promise<PlannedGate> {
  const record = history.baselines.find(request.name);
  const head = await headSide(request);
  const stored = history.load(record.runId);
  const doubts = checkBaseline(record, stored.run, head.scenario, await readEnvironment(request.cwd));
  const { rules, warnings } = checkSides(rulesOf(head.scenario), stored.run.scenario, head.scenario);
  const title = `baseline ${record.name}, set ${record.setAt.slice(0, 16).replace('T', ' ')} UTC`;
  return {
    base: { title, record, result: summarizeRun(stored) },
    head,
    rules,
    warnings: [...doubts, ...warnings],
  };
}
