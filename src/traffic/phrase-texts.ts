import type { Phrases } from '../core/model-card.js';

/** All texts that some phrases stand for, numbered. Two numbers may give the same text, if two phrases do. */
export interface PhraseTexts {
  /** At most 2^53: where there are more, only the first phrases are drawn in full. */
  readonly count: number;
  /** @param index from 0 to count - 1 */
  textOf(index: number): string;
  /** The true class of that text, where its phrase has one. */
  labelOf(index: number): string | undefined;
  readonly labelled: boolean;
}

const MAX_TEXTS = 2 ** 53;

/** Phrase by phrase, by mixed radix of the entries of its lists, the last one first. */
export function createPhraseTexts({ lists, phrases }: Phrases): PhraseTexts {
  let count = 0;
  const compiled = phrases.map(({ phrase, label }) => {
    // Split by a group: texts at even places, names of lists at odd ones.
    const parts = phrase
      .split(/\{([^{}]*)\}/)
      .map((part, place) => (place % 2 === 0 ? [part] : (lists[part] ?? [])));
    const first = count;
    count += parts.reduce((product, { length }) => product * length, 1);
    return { parts, label, first };
  });
  const phraseOf = (index: number): (typeof compiled)[number] =>
    compiled.findLast(({ first }) => first <= index) as (typeof compiled)[number];

  return {
    count: Math.min(count, MAX_TEXTS),
    textOf: (index) => {
      const { parts, first } = phraseOf(index);
      let rest = index - first;
      let text = '';
      for (let place = parts.length - 1; place >= 0; place--) {
        const entries = parts[place] as readonly string[];
        const quotient = Math.floor(rest / entries.length);
        text = (entries[rest - quotient * entries.length] as string) + text;
        rest = quotient;
      }
      return text;
    },
    labelOf: (index) => phraseOf(index).label,
    labelled: phrases.some(({ label }) => label !== undefined),
  };
}
