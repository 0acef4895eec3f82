import type { CompareResult } from '../../result/compare-contract.js';
import { junitText, type Case } from '../junit-text.js';
import { changeOf, metricTitle, rowChange, rowWords, type CompareRow } from './rows.js';

/** A case for each figure: worse is a failure; what the repeats do not decide is skipped, not passed. */
export function compareJunit({ compare, rows }: CompareResult): string {
  const { scenario, startedAt } = compare.other;
  return junitText([
    { title: `${scenario}, compared with run ${compare.base.id}`, startedAt, cases: rows.map(caseOf) },
  ]);
}

function caseOf(row: CompareRow): Case {
  const { mode, load, metric } = row;
  const name = load === null ? metricTitle(metric) : `${load} / ${metricTitle(metric)}`;
  const place = { mode, name, seconds: 0 };
  const change = changeOf(row);
  const text = `${rowWords(row).verdict}: ${rowChange(row)}`;
  if (change === 'worse') {
    return { ...place, outcome: { kind: 'failure', type: 'worse', message: text, text } };
  }
  return { ...place, outcome: change === 'open' ? { kind: 'skipped', message: text } : { kind: 'passed' } };
}
