import { isUtf8 } from 'node:buffer';

import { parseExactIntegers } from '../oip/exact-json.js';
import { InexactIntegerError } from './integer64.js';
import { invalid } from './oip-error.js';

/** Deeper than any tensor: `inputs`, an input, its data and every dimension of its shape. */
const MAX_DEPTH = 64;
/** An empty array of two characters or a field of five costs dozens of bytes once it is parsed. */
const MAX_PARTS = 4_000_000;
/** Below this size the text is too short to be a danger. */
const CHECKED_BYTES = 16 * 1024;

const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Parses the first `length` bytes of a body and hands them to `read`; a second time, together with a twin whose integers
 * beyond 2^53 are decimal strings, where it meets one that a JavaScript number cannot hold.
 *
 * @throws OipError 400 for what is not JSON, not UTF-8 or nested too deeply
 */
export function parseJson<T>(body: Buffer, length: number, read: (parsed: unknown, exact: unknown) => T): T {
  if (length > CHECKED_BYTES) checkNesting(body, length);
  const text = body.toString('utf8', 0, length);
  // The decoder replaces what is not UTF-8, so the bytes need a look only where the replacement character is.
  if (text.includes('\uFFFD') && !isUtf8(body.subarray(0, length)))
    throw invalid('the request JSON is not UTF-8');
  const parsed = parse(text, JSON.parse);
  try {
    return read(parsed, undefined);
  } catch (error) {
    if (!(error instanceof InexactIntegerError)) throw error;
  }
  try {
    return read(parsed, parse(text, parseExactIntegers));
  } catch (error) {
    if (!(error instanceof InexactIntegerError)) throw error;
    throw invalid("Unable to parse 'data': a 64-bit integer must be written without fraction or exponent");
  }
}

function parse(text: string, parser: (text: string) => unknown): unknown {
  try {
    return parser(text);
  } catch (error) {
    throw invalid(`failed to parse the request JSON: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}

/** One pass over the bytes, before an object is made of any of them. */
function checkNesting(body: Buffer, length: number): void {
  let depth = 0;
  let parts = 0;
  for (let at = 0; at < length; at++) {
    const byte = body[at];
    if (byte === QUOTE) at = endOfString(body, at, length);
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      parts++;
      if (++depth > MAX_DEPTH) throw invalid(`the request JSON is nested deeper than ${MAX_DEPTH}`);
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
    else if (byte === COLON) parts++;
  }
  if (parts > MAX_PARTS)
    throw invalid(
      `the request JSON has more than ${MAX_PARTS} arrays, objects and fields; send binary tensors`,
    );
}

/** @returns the place of the closing quote. */
function endOfString(body: Buffer, start: number, length: number): number {
  for (let at = start + 1; at < length; at++) {
    const byte = body[at];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) return at;
  }
  return length;
}
