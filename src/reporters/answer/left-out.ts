import { shortTitle } from '../../result/metrics.js';
import { formatShare } from '../format-number.js';
import type { LeftOut, Topic } from './topics.js';
import { countWords, listWords } from './words.js';

/** Why modes are not ranked, one sentence for each mode and reason. */
export function leftOutSentences(topics: readonly Topic[]): string[] {
  const sentences = new Map<
    string,
    { readonly say: (places: string) => string; readonly places: string[] }
  >();
  for (const { load, metric, leftOut } of topics) {
    for (const { label, why } of leftOut) {
      const { key, place, say } = sentenceOf(label, why, load, shortTitle(metric.id));
      const known = sentences.get(key) ?? { say, places: [] };
      if (!known.places.includes(place)) known.places.push(place);
      sentences.set(key, known);
    }
  }
  return [...sentences.values()].map(({ say, places }) => say(listWords(places)));
}

interface Sentence {
  /** Alike for what is said once. */
  readonly key: string;
  readonly place: string;
  readonly say: (places: string) => string;
}

function sentenceOf(label: string, why: LeftOut['why'], load: string, metric: string): Sentence {
  const key = `${label} ${why.kind}`;
  switch (why.kind) {
    case 'failed':
      return { key, place: load, say: () => `${label} failed and is not ranked.` };
    case 'invalid':
      return {
        key,
        place: load,
        say: (at) => `${label} is not ranked at ${at}: it has no valid trial there.`,
      };
    case 'not measured':
      return { key, place: load, say: (at) => `${label} was not measured at ${at}.` };
    case 'partial': {
      const place = `${load} (${formatShare(1 - why.answered)})`;
      return {
        key,
        place,
        say: (at) =>
          `${label} is not ranked: it leaves requests without a prediction, at ${at}. Its figures are of those that it answers.`,
      };
    }
    case 'other predictions': {
      const differ = `${why.mismatches} of ${countWords(why.checked, 'checked prediction')}`;
      return {
        key,
        place: load,
        say: () => `${label} is not ranked: ${differ} differ from those of the model.`,
      };
    }
    case 'generator':
      return {
        key: `${key} ${load} ${metric}`,
        place: load,
        say: () => `${label} is not ranked at ${load}: ${why.reason}.`,
      };
    case 'no capacity':
      return { key, place: load, say: (at) => `${label} meets the objective of ${at} at no rate.` };
    case 'no figure':
      return {
        key,
        place: `${metric} at ${load}`,
        say: (at) => `${label} has too few samples for ${at}.`,
      };
  }
}
