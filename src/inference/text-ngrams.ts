import { rowShape, type TensorSpec, type TextFeature } from '../core/model-card.js';

/**
 * How a text becomes numbers, here and in `models/queries/train.py`:
 *
 * 1. NFKC (Unicode Standard Annex 15), then the full lower-case mapping without a locale.
 * 2. Runs of U+0009-000D, U+0020, U+0085, U+2028 and U+2029 become one space; those at the ends go.
 * 3. The first `maxLength` code points: the normalised text, which is a key of a table.
 * 4. A space before and after, so that n-grams know where a text begins and ends.
 * 5. From every code point, shortest first, every n-gram of the given lengths: FNV-1a of 32 bits of its UTF-8 bytes,
 *    modulo `buckets`, plus 1. An n-gram that occurs twice is there twice. Zeros fill the rest of the input.
 *
 * Subword n-grams hashed by FNV-1a: P. Bojanowski et al., "Enriching word vectors with subword information" (TACL 5,
 * 2017); hashing to buckets: K. Weinberger et al., "Feature hashing for large scale multitask learning" (ICML 2009);
 * FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/.
 */
type NgramFeature = Pick<TextFeature, 'ngrams' | 'buckets' | 'maxLength'>;

const SPACES = /[\t\n\v\f\r \u0085\u2028\u2029]+/gu;
const LONE_SURROGATE = /\p{Surrogate}/u;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** @returns undefined for text with half of a surrogate pair, which has no UTF-8. */
export function normaliseText(
  { maxLength }: Pick<TextFeature, 'maxLength'>,
  text: string,
): string | undefined {
  if (LONE_SURROGATE.test(text)) return undefined;
  const folded = text.normalize('NFKC').toLowerCase().replace(SPACES, ' ').replace(/^ | $/gu, '');
  // A code point is one or two units.
  return folded.length <= maxLength
    ? folded
    : [...folded.slice(0, 2 * maxLength)].slice(0, maxLength).join('');
}

/** Buckets of the n-grams of a normalised text, then zeros up to the width of the input. */
export function createNgramEncoder(feature: NgramFeature, input: TensorSpec): (text: string) => number[] {
  const [shortest, longest] = feature.ngrams;
  const { buckets } = feature;
  const [width] = rowShape(input) as readonly number[];
  return (text) => {
    const bytes = Buffer.from(` ${text} `, 'utf8');
    const values: number[] = [];
    for (let start = 0; start < bytes.length; start++) {
      if (isContinuation(bytes[start])) continue;
      let hash = FNV_OFFSET;
      let length = 0;
      for (let at = start; at < bytes.length; at++) {
        hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME);
        if (isContinuation(bytes[at + 1])) continue;
        length++;
        if (length >= shortest) values.push(1 + ((hash >>> 0) % buckets));
        if (length === longest) break;
      }
    }
    while (values.length < (width as number)) values.push(0);
    return values;
  };
}

/** N-grams of a text of so many code points, the spaces around it included. */
export function ngramCount(length: number, [shortest, longest]: TextFeature['ngrams']): number {
  let count = 0;
  for (let size = shortest; size <= longest; size++) count += Math.max(0, length + 2 - size + 1);
  return count;
}

/** Whether a byte continues a UTF-8 sequence. */
function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
