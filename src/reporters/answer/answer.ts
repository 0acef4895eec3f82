import type { Result } from '../../result/contract.js';
import { claimOf, type Claim } from './claim.js';
import { costSentences } from './costs.js';
import { hasContenders, headlineOf } from './headline.js';
import { judgeTopic } from './judge-topic.js';
import { leftOutSentences } from './left-out.js';
import { topicsOf } from './topics.js';
import { countWords } from './words.js';

/**
 * What a run answers, in words. Says nothing that its repeats do not support: a mode wins a topic where the interval
 * of the ratio to every other mode excludes 1, formed over pairs of valid trials as in `comparisons`.
 */
export interface Answer {
  /** A few sentences: who wins what, what is not decided. */
  readonly headline: readonly string[];
  /** One for each load and main metric. */
  readonly claims: readonly Claim[];
  /** Figures of the modes as a whole. They are stated, not tested. */
  readonly costs: readonly string[];
  /** What the answer does not use, and why. */
  readonly leftOut: readonly string[];
}

/** Plain text, which quotes labels of the scenario: consumers escape it. */
export function answerOf(result: Result): Answer {
  if (!hasContenders(result)) {
    const headline = ['No mode but the floor was measured: there is nothing to choose from.'];
    return { headline, claims: [], costs: [], leftOut: [] };
  }
  const topics = topicsOf(result);
  const looks = result.precision?.looks.length ?? 1;
  const claims = topics.map((topic) => claimOf(judgeTopic(topic, looks)));
  return {
    headline: [...headlineOf(result, claims), ...interruption(result)],
    claims,
    costs: costSentences(result),
    leftOut: [...leftOutSentences(topics), ...failures(result, topics.length)],
  };
}

/** A mode that failed before any load of any mode was measured is in no topic. */
function failures({ modes }: Result, topics: number): string[] {
  if (topics > 0) return [];
  return Object.entries(modes).flatMap(([label, { status }]) =>
    status === 'failed' ? [`${label} failed and is not ranked.`] : [],
  );
}

function interruption({ run, modes }: Result): string[] {
  if (run.status === 'finished') return [];
  const trials = Object.values(modes).reduce(
    (sum, { loads }) => sum + Object.values(loads).reduce((all, { repeats }) => all + repeats.length, 0),
    0,
  );
  const what = run.status === 'interrupted' ? 'was interrupted' : 'has not finished';
  return [`The run ${what}: the answer is from the ${countWords(trials, 'trial')} that ended.`];
}
