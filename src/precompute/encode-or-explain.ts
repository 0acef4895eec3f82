import { basename } from 'node:path';

import { UserError } from '../core/errors.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import { EncodeError } from '../inference/encode-error.js';

/**
 * @param encode encodes one request of the traffic; @param line of the log, or number of the request
 * @throws UserError REQUEST_INVALID that says which request does not fit the model, and why
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
