import { basename } from 'node:path';

import { UserError } from '../core/errors.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import { EncodeError } from './encode-error.js';

/**
 * Encodes one request of the traffic.
 * @param line of the log, or the number of a generated request, from 1
 * @throws UserError REQUEST_INVALID in the form `file:line: what is wrong`, where the request does not fit the model
 */
export function encodeOrExplain<T>(encode: () => T, spec: TrafficSpec, line: number): T {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    const where = spec.kind === 'log' ? `${basename(spec.file)}:${line}` : `request ${line} of the traffic`;
    throw new UserError(
      'REQUEST_INVALID',
      `${where}: ${error.message}`,
      'correct the log, or the model card',
    );
  }
}
