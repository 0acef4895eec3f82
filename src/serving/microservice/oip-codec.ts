import type { Encoded } from '../../core/answer.js';
import type { ModelCard } from '../../core/model-card.js';
import type { RemoteEncoding } from '../../core/predictor-spec.js';
import { createBinaryCodec } from './oip-binary-codec.js';
import { createJsonCodec } from './oip-json-codec.js';
import type { RemoteCodec } from './remote-codec.js';

/**
 * Elements of a request up to which JSON costs both ends less than what binary tensors add to it: a header, sizes, and
 * copies (`npm run bench:self -- --only encodings`: even at about 100 elements, a tenth dearer at 5).
 */
const MOST_JSON_ELEMENTS = 64;

/** Tensors of the Open Inference Protocol as a client writes and reads them. */
export function createOipCodec(card: ModelCard, encoding: RemoteEncoding): RemoteCodec {
  if (encoding === 'json') return createJsonCodec(card);
  const binary = createBinaryCodec(card);
  if (encoding === 'binary') return binary;
  const json = createJsonCodec(card);
  return {
    request: (rows) => (elementsOf(rows) > MOST_JSON_ELEMENTS ? binary : json).request(rows),
    // A server answers in the encoding that it was asked in.
    response: (answer, rows) => (answer.headerLength === undefined ? json : binary).response(answer, rows),
  };
}

/** About how many there are: the first row stands for all. */
function elementsOf(rows: readonly Encoded[]): number {
  let elements = 0;
  for (const values of rows[0]?.inputs ?? []) elements += values.length;
  return elements * rows.length;
}
