import type { Drilled, DrillResult } from '../../result/drill-contract.js';
import { listWords } from '../answer/words.js';
import { formatCount, formatMs, formatUs } from '../format-number.js';
import { drilledModes } from './figures.js';

export type DrillReport = DrillResult['drills'][number];

/** What callers of each mode noticed of a drill, in sentences, those who noticed least first. */
export function drillHeadline({ modes }: DrillReport): string[] {
  const drilled = drilledModes(modes);
  const isUnnoticed = ([, outcome]: [string, Drilled]): boolean => harm(outcome) === 0 && !isOpen(outcome);
  const unnoticed = drilled.filter(isUnnoticed).map(([label]) => label);
  const noticed = drilled
    .filter((mode) => !isUnnoticed(mode))
    .toSorted(([, one], [, other]) => harm(one) - harm(other));
  const out = Object.entries(modes).flatMap(([label, { status }]) => (status === 'failed' ? [label] : []));
  return [
    ...(unnoticed.length > 0 ? [`Callers of ${listWords(unnoticed)} noticed nothing.`] : []),
    ...noticed.map(([label, outcome]) => `${label}: ${listWords(noticedWords(outcome))}.`),
    ...(out.length > 0 ? [`${listWords(out)} could not be drilled.`] : []),
    ...(drilled.length === 0 && out.length === 0 ? ['It has no meaning for any of the modes.'] : []),
  ];
}

/** A request that failed counts for more than any that were slow. */
function harm({ requests: { sent, neverSent }, sinceEvent: { failed, slow } }: Drilled): number {
  return failed + neverSent + slow / (sent + 1);
}

function isOpen({ recoveryMs, backMs, outageMs }: Drilled): boolean {
  return recoveryMs === null || backMs === null || outageMs > 0;
}

function noticedWords(outcome: Drilled): string[] {
  const { requests, sinceEvent, slowLimit, outageMs, recoveryMs, backMs } = outcome;
  const { sent, neverSent } = requests;
  const { failed } = sinceEvent;
  return [
    failed > 0
      ? `${formatCount(failed)} requests failed since the event, of ${formatCount(sent)} sent in all`
      : 'no request failed since the event',
    ...(neverSent > 0 ? [`${formatCount(neverSent)} could not be sent`] : []),
    ...(sinceEvent.slow > 0
      ? [`${formatCount(sinceEvent.slow)} were slower than ${formatUs(slowLimit.us)}`]
      : []),
    ...(outageMs > 0 ? [`nothing was answered for ${formatMs(outageMs)}`] : []),
    ...(backMs === null ? ['what was hit did not come back'] : []),
    recoveryMs === null
      ? 'it was not over when the load ended'
      : `all was well again after ${formatMs(recoveryMs)}`,
  ];
}
