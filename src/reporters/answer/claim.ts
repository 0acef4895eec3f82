import { FEWEST_FOR_INTERVAL } from '../../statistics/paired.js';
import { MOST_REPEATS } from '../../statistics/verdict.js';
import { shortTitle } from '../../result/metrics.js';
import type { Duel } from './duel.js';
import type { Judgement, Ranked } from './judge-topic.js';
import type { Topic } from './topics.js';
import {
  countWords,
  duelWords,
  figureWords,
  intervalWords,
  listWords,
  superlative,
  topicWords,
} from './words.js';

/** One sentence or two on a topic: who is best, by how much, how sure. */
export interface Claim {
  readonly load: string;
  /** Id of the metric. */
  readonly metric: string;
  /** Both in words: `p99 at steady`. */
  readonly topic: string;
  /**
   * `settled`: the winners are better than all others, and equal among themselves. `open`: what the repeats do not
   * decide. `untested`: figures without an interval. `alone`: there was nothing to compare with. `nobody`: no figure.
   */
  readonly certainty: 'settled' | 'open' | 'untested' | 'alone' | 'nobody';
  /** Labels; more than one where they are equal within 5%. Empty unless settled. */
  readonly winners: readonly string[];
  /** Repeats in all that would probably settle an open one; null where that cannot be told. */
  readonly repeatsToSettle: number | null;
  /** Why no number of repeats would settle it, where its trials are too short; else null. */
  readonly tooShort: string | null;
  readonly text: string;
}

export function claimOf(judgement: Judgement): Claim {
  const { topic } = judgement;
  const about = topicWords(topic);
  const { load, metric } = topic;
  const unsettled = {
    load,
    metric: metric.id,
    topic: about,
    winners: [],
    repeatsToSettle: null,
    tooShort: null,
  };
  if (judgement.kind === 'nobody') {
    return { ...unsettled, certainty: 'nobody', text: `No mode has a figure for ${about} that counts.` };
  }
  const { leader } = judgement;
  const figure = figureWords(leader.value, topic.metric, leader.isLowerBound);
  if (judgement.kind === 'alone') {
    const text = `Only ${leader.label} has a figure for ${about} that counts: ${figure}.`;
    return { ...unsettled, certainty: 'alone', text };
  }
  const { duels } = judgement;
  const groups = {
    beaten: duels.filter(({ outcome }) => outcome === 'beats'),
    equal: duels.filter(({ outcome }) => outcome === 'equal'),
    open: duels.filter(({ outcome }) => outcome === 'open' || outcome === 'loses'),
  };
  if (judgement.kind === 'settled') {
    const winners = [leader.label, ...groups.equal.map(({ rival }) => rival)];
    return { ...unsettled, certainty: 'settled', winners, text: settledText(judgement, figure, groups) };
  }
  const text = unsettledText(judgement, figure, groups);
  const tooShort = tooShortWords(judgement, groups.open);
  return {
    ...unsettled,
    certainty: judgement.kind,
    repeatsToSettle: repeatsFor(groups.open),
    tooShort,
    text,
  };
}

type Groups = Readonly<Record<'beaten' | 'equal' | 'open', readonly Duel[]>>;

function settledText({ leader, topic }: Ranked, figure: string, { beaten, equal }: Groups): string {
  const head = `${leader.label} has the ${superlative(topic)}${amongRanked(topic)}, ${figure}`;
  const [nearest, ...further] = beaten;
  if (equal.length > 0) return `${head}.${equalText(equal)}${beatenText(beaten)}`;
  const rest = further.length === 0 ? '' : `; it beats ${listWords(further.map(({ rival }) => rival))} too`;
  return nearest ? `${head}: ${duelWords(nearest)}${rest}.` : `${head}.`;
}

function unsettledText(judgement: Ranked, figure: string, { beaten, equal, open }: Groups): string {
  const { kind, leader, topic } = judgement;
  const head = `${leader.label} was measured with the ${superlative(topic)}${amongRanked(topic)}, ${figure}`;
  if (kind === 'untested') {
    const pairs = Math.max(0, ...open.map((duel) => duel.pairs));
    const nearest = open[0] ? `, ${duelWords(open[0])}` : '';
    const tooShort = tooShortWords(judgement, open);
    if (tooShort !== null) return `${head}${nearest}. No verdict: ${tooShort}.`;
    const found = pairs === 1 ? 'is 1' : `are ${pairs}`;
    return `${head}${nearest}. An interval needs ${FEWEST_FOR_INTERVAL} repeats that are valid for both, here ${found}: this is no verdict.`;
  }
  const doubt = ` Not decided: ${listWords(open.map(openWords))}.`;
  return `${head}.${beatenText(beaten)}${equalText(equal)}${doubt}${settleWords(open)}`;
}

/** `each trial is too short for a p99: make the load longer or its rate higher`. */
function tooShortWords({ kind, topic: { load, metric } }: Ranked, open: readonly Duel[]): string | null {
  if (kind !== 'untested' || !open.every(({ isTooShort }) => isTooShort)) return null;
  const isNone = open.every(({ pairs }) => pairs === 0);
  const trials = isNone ? `each trial of ${load} is` : `too many trials of ${load} are`;
  return `${trials} too short for a ${shortTitle(metric.id)}: make the load longer or its rate higher`;
}

/** Modes whose figures are the load process's as well are left out, and may look better. */
function amongRanked({ leftOut }: Topic): string {
  return leftOut.some(({ why }) => why.kind === 'generator') ? ' of those that can be ranked' : '';
}

function beatenText(beaten: readonly Duel[]): string {
  return beaten.length === 0 ? '' : ` Proven: ${listWords(beaten.map(duelWords))}.`;
}

function equalText(equal: readonly Duel[]): string {
  return equal.length === 0 ? '' : ` Equal within 5%: ${listWords(equal.map(equalWords))}.`;
}

function equalWords({ rival, ci95, pairs }: Duel): string {
  return ci95 ? `${rival} (${intervalWords(ci95, pairs)})` : rival;
}

function openWords(duel: Duel): string {
  return duel.isBounded ? `${duelWords(duel)}, where only a lower bound was measured` : duelWords(duel);
}

/** The most that any of them needs; nothing where one cannot tell. */
function repeatsFor(open: readonly Duel[]): number | null {
  const needed = open.map(({ repeatsToSettle }) => repeatsToSettle);
  return needed.length === 0 || needed.includes(null) ? null : Math.max(...needed.map(Number));
}

function settleWords(open: readonly Duel[]): string {
  const needed = repeatsFor(open);
  const pairs = Math.max(0, ...open.map((duel) => duel.pairs));
  if (needed === null) return '';
  if (needed >= MOST_REPEATS) return ` ${MOST_REPEATS} repeats or more would settle it: too close to tell.`;
  const repeats = needed > pairs ? `About ${countWords(needed, 'repeat')} in all` : 'A few more repeats';
  return ` ${repeats} would probably settle it.`;
}
