import { gateRules } from '../bench/gate/default-rules.js';
import { exactFigure, loadFigure, trialFigures } from '../bench/gate/gate-pairs.js';
import type { BaselineRecord } from '../core/baseline.js';
import type { Scenario } from '../core/scenario.js';
import { formatFigure, formatRate, formatUs } from '../reporters/format-number.js';
import type { Result } from '../result/contract.js';
import { LOAD_METRICS } from '../result/metrics.js';
import { EXACT_METRICS } from '../result/mode-metrics.js';
import { mean } from '../statistics/describe.js';
import { renderList } from './render-list.js';

/** `8 rounds of quickstart, run 5e1a9ccf; canary 12,300/s, 310 us`. */
export function baselineLine({ rounds, scenario, runId, canaries }: BaselineRecord): string {
  const canary = canaries.length === 0 ? '' : `; canary ${canaryWords(canaries)}`;
  return `${rounds} rounds of ${scenario}, run ${runId}${canary}`;
}

/** Everything that a gate would compare with. */
export function baselineText(record: BaselineRecord, scenario: Scenario, result: Result): string {
  const { model, environment } = result.run;
  const rows = gateRules(scenario).map((rule) => {
    const metric = [...LOAD_METRICS, ...EXACT_METRICS].find(({ id }) => id === rule.metric);
    const value = (rule.load === null ? exactFigure : loadFigure)(rule, result);
    const trials = rule.load === null ? 'exact' : String(trialFigures(rule, result).length);
    return [rule.path, value === null || !metric ? '-' : formatFigure(value, metric.unit), trials];
  });
  const { name, setAt, runId, hardware, gitCommit, rounds, canaries } = record;
  return [
    `baseline  ${name}`,
    `set       ${setAt}`,
    `scenario  ${record.scenario}, ${rounds} rounds, run ${runId}`,
    `model     ${model.name} ${model.sha256.slice(0, 12)}`,
    `machine   ${hardware}, kernel ${environment.kernel}`,
    `commit    ${gitCommit ?? '-'}`,
    `canary    ${canaries.length === 0 ? 'not read: every figure is exact' : canaryWords(canaries)}`,
    '',
    renderList(['figure', 'value', 'valid trials'], rows),
  ].join('\n');
}

function canaryWords(canaries: BaselineRecord['canaries']): string {
  const rps = mean(canaries.map((reading) => reading.rps));
  const latencyUs = mean(canaries.map((reading) => reading.latencyUs));
  return `${formatRate(rps)}, ${formatUs(latencyUs)}`;
}
