import type { Result } from '../../result/contract.js';
import { isFloor } from '../../result/metrics.js';
import { MOST_REPEATS } from '../../statistics/verdict.js';
import type { Claim } from './claim.js';
import { coverageWords, listWords } from './words.js';

/** The answer in a few sentences: who wins what, who meets the objectives, what is not decided. */
export function headlineOf(result: Result, claims: readonly Claim[]): string[] {
  return [
    ...objectiveSentences(result),
    ...winnerSentences(claims),
    ...openSentences(claims),
    ...failureSentences(result),
  ];
}

function failureSentences({ modes }: Result): string[] {
  const failed = Object.entries(modes).flatMap(([label, { status }]) => (status === 'failed' ? [label] : []));
  return failed.length === 0 ? [] : [`Failed: ${listWords(failed)}.`];
}

/** Only where the scenario has objectives. */
function objectiveSentences({ modes }: Result): string[] {
  const judged = Object.entries(modes).flatMap(([label, mode]) => {
    const covered = isFloor(mode) ? undefined : coverageWords(mode);
    const name = covered === undefined ? label : `${label} (${covered})`;
    return mode.objectives ? [{ name, ...mode.objectives }] : [];
  });
  if (judged.length === 0) return [];
  const met = judged.filter((mode) => mode.met).map(({ name }) => name);
  const missed = judged.filter((mode) => !mode.met).map(({ name }) => name);
  if (met.length === 0) return ['No mode meets all objectives.'];
  const who = `${listWords(met)} ${met.length === 1 ? 'meets' : 'meet'} all objectives`;
  return [
    missed.length === 0
      ? `${who}.`
      : `${who}; ${listWords(missed)} ${missed.length === 1 ? 'does' : 'do'} not.`,
  ];
}

/** One sentence for each mode, or group of equal modes, with everything that it wins. */
function winnerSentences(claims: readonly Claim[]): string[] {
  const wins = new Map<string, { readonly winners: readonly string[]; readonly topics: string[] }>();
  for (const { winners, topic } of claims.filter(({ certainty }) => certainty === 'settled')) {
    const key = winners.join(' ');
    const known = wins.get(key) ?? { winners, topics: [] };
    known.topics.push(topic);
    wins.set(key, known);
  }
  return [...wins.values()].map(({ winners, topics }) =>
    winners.length === 1
      ? `${listWords(winners)} wins on ${listWords(topics)}.`
      : `${listWords(winners)} lead on ${listWords(topics)}, equal within 5%.`,
  );
}

function openSentences(claims: readonly Claim[]): string[] {
  const of = (certainty: Claim['certainty']): Claim[] =>
    claims.filter((claim) => claim.certainty === certainty);
  const open = of('open');
  const untested = of('untested').filter(({ tooShort }) => tooShort === null);
  const tooShort = claims.flatMap((claim) => claim.tooShort ?? []);
  return [
    ...(open.length === 0 ? [] : [`Not decided: ${topicsOf(open)}${repeatsWords(open)}.`]),
    ...(untested.length === 0
      ? []
      : [`Too few repeats for a verdict on ${topicsOf(untested)}: run with --repeats 5 or more.`]),
    ...new Set(tooShort.map((why) => `No verdict: ${why}.`)),
    ...(claims.some(({ certainty }) => certainty !== 'alone' && certainty !== 'nobody')
      ? []
      : ['There is nothing to compare: fewer than two modes have figures that count.']),
  ];
}

function topicsOf(claims: readonly Claim[]): string {
  return listWords(claims.map(({ topic }) => topic));
}

function repeatsWords(open: readonly Claim[]): string {
  const needed = open.map(({ repeatsToSettle }) => repeatsToSettle ?? MOST_REPEATS);
  const most = Math.max(...needed);
  return most >= MOST_REPEATS
    ? ''
    : ` (about ${most} repeats would probably settle ${open.length === 1 ? 'it' : 'all of them'})`;
}

/** Whether there is a mode besides the floor: without one a run has no question to answer. */
export function hasContenders({ modes }: Result): boolean {
  return Object.values(modes).some((mode) => !isFloor(mode));
}
