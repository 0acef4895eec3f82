import { HEADER_LENGTH } from '../oip/datatypes.js';
import { invalid } from './oip-error.js';

/** What the headers of an inference request say about its body and that of the response. */
export interface InferHeaders {
  /** Bytes of the JSON; undefined where all of the body is JSON. */
  readonly headerLength: number | undefined;
  readonly contentEncoding: string | undefined;
  readonly acceptEncoding: string | undefined;
}

const CONTENT_ENCODING = 'content-encoding';
const ACCEPT_ENCODING = 'accept-encoding';
const PLAIN: InferHeaders = {
  headerLength: undefined,
  contentEncoding: undefined,
  acceptEncoding: undefined,
};

/**
 * Reads them from the raw headers: `request.headers` builds an object of all of them, which on the measured path nobody
 * needs. Lengths of names are compared first.
 *
 * @throws OipError 400 where the length is no integer
 */
export function readInferHeaders(rawHeaders: readonly string[]): InferHeaders {
  let found: Record<string, string> | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const { length } = rawHeaders[at] as string;
    if (
      length !== HEADER_LENGTH.length &&
      length !== CONTENT_ENCODING.length &&
      length !== ACCEPT_ENCODING.length
    )
      continue;
    const name = (rawHeaders[at] as string).toLowerCase();
    (found ??= {})[name] ??= rawHeaders[at + 1] as string;
  }
  if (!found) return PLAIN;
  const stated = found[HEADER_LENGTH];
  if (stated !== undefined && !/^\d{1,15}$/.test(stated))
    throw invalid(`Unable to parse Inference-Header-Content-Length, got: ${stated}`);
  return {
    headerLength: stated === undefined ? undefined : Number(stated),
    contentEncoding: found[CONTENT_ENCODING],
    acceptEncoding: found[ACCEPT_ENCODING],
  };
}
