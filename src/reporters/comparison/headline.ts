import type { CompareResult } from '../../result/compare-contract.js';
import { countWords, listWords } from '../answer/words.js';
import { formatBound } from '../format-number.js';
import { changeOf, rowChange, rowTopic, type Change, type CompareRow } from './rows.js';

/** So many changes are named in a sentence; the table has them all. */
const MOST_NAMED = 3;

/** A comparison in a few sentences: what got worse, what got better, what is not decided. */
export function compareHeadline({ rows }: CompareResult): string[] {
  const of = (change: Change): CompareRow[] => rows.filter((row) => changeOf(row) === change);
  const [worse, better, same, open] = [of('worse'), of('better'), of('same'), of('open')];
  const changed = worse.length + better.length === 0 ? ['No figure is proven to have changed.'] : [];
  return [
    ...changed,
    ...changeSentence('got worse', worse),
    ...changeSentence('got better', better),
    ...(same.length === 0 ? [] : [`${countWords(same.length, 'figure')} stayed the same within 5%.`]),
    ...(open.length === 0
      ? []
      : [`Not decided for ${countWords(open.length, 'figure')}: more repeats on both sides would tell.`]),
  ];
}

function changeSentence(what: string, rows: readonly CompareRow[]): string[] {
  if (rows.length === 0) return [];
  const named = rows.slice(0, MOST_NAMED).map((row) => `${rowTopic(row)} (${rowChange(row)})`);
  const rest = rows.length > MOST_NAMED ? [`${rows.length - MOST_NAMED} more`] : [];
  return [`${countWords(rows.length, 'figure')} ${what}: ${listWords([...named, ...rest])}.`];
}

/** `embedded: 1.04x over 3 figures`. */
export function geomeanWords({ mode, cost, rows }: CompareResult['geomeans'][number]): string {
  return `${mode}: ${formatBound(cost)}x over ${countWords(rows, 'figure')}`;
}
