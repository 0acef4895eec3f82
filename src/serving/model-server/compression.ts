import { promisify } from 'node:util';
import { deflate, gunzip, gzip, inflate, inflateRaw } from 'node:zlib';

import { systemErrorCode } from '../../core/errors.js';
import { BodyTooLargeError } from '../http/read-body.js';
import { invalid, OipError } from './oip-error.js';

/** Codings that the server knows. `deflate` is the zlib format (RFC 9110, 8.4.1.2). */
export type Coding = 'gzip' | 'deflate' | 'identity';

const compressors = { gzip: promisify(gzip), deflate: promisify(deflate) };

/**
 * Decompresses a request body, off the event loop.
 *
 * @throws BodyTooLargeError where it unpacks to more than `maxBytes`; OipError 415 for a coding that we do not know, 400
 *   for what is cut off or is not of its coding
 */
export async function decompress(body: Buffer, contentEncoding: string, maxBytes: number): Promise<Buffer> {
  const coding = contentEncoding.trim().toLowerCase();
  if (coding === 'identity' || coding === '') return body;
  if (coding !== 'gzip' && coding !== 'deflate') {
    throw new OipError(415, `Unsupported compression type '${contentEncoding}'; known: gzip, deflate`);
  }
  const unpack = coding === 'gzip' ? gunzip : hasZlibHeader(body) ? inflate : inflateRaw;
  try {
    return await promisify<Buffer, { maxOutputLength: number }, Buffer>(unpack)(body, {
      maxOutputLength: maxBytes,
    });
  } catch (error) {
    if (systemErrorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw new BodyTooLargeError(maxBytes);
    throw invalid(
      `failed to decompress the ${coding} body: ${error instanceof Error ? error.message : 'unknown'}`,
    );
  }
}

/** Some clients leave the zlib header out of what they call deflate. */
function hasZlibHeader(body: Buffer): boolean {
  const [first = 0, second = 0] = body;
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
}

/** Compresses a response body, off the event loop. */
export function compress(body: Buffer, coding: 'gzip' | 'deflate'): Promise<Buffer> {
  return compressors[coding](body);
}

/**
 * Chooses the coding of a response from Accept-Encoding: the known one with the highest weight, the first of equals.
 * RFC 9110, 12.5.3.
 */
export function chooseCoding(acceptEncoding: string): Coding {
  let best: Coding = 'identity';
  let bestWeight = 0;
  for (const item of acceptEncoding.split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    const coding = name === '*' || name === 'x-gzip' ? 'gzip' : name;
    if (coding !== 'gzip' && coding !== 'deflate' && coding !== 'identity') continue;
    if (weight > bestWeight) {
      best = coding;
      bestWeight = weight;
    }
  }
  return best;
}
