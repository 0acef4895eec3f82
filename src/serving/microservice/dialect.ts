import { isBatchable, type ModelCard } from '../../core/model-card.js';
import type { RemoteProtocol } from '../../core/predictor-spec.js';
import { createJsonTemplateCodec } from './json-codec.js';
import { createOipCodec } from './oip-codec.js';
import type { RemoteCodec } from './remote-codec.js';
import { createTfServingCodec } from './tfserving-codec.js';

/** How a protocol asks one model. Paths follow the server's address. */
export interface Dialect {
  readonly codec: RemoteCodec;
  readonly path: string;
  /** Asked by GET whether the model can be asked again; undefined where the protocol has nothing of the kind. */
  readonly healthPath: string | undefined;
  /** Whether one request can carry many rows. */
  readonly takesRows: boolean;
}

export function createDialect(card: ModelCard, protocol: RemoteProtocol): Dialect {
  switch (protocol.id) {
    case 'oip': {
      const path = `/v2/models/${encodeURIComponent(protocol.model)}`;
      return {
        codec: createOipCodec(card, protocol.encoding),
        path: `${path}/infer`,
        healthPath: `${path}/ready`,
        takesRows: isBatchable(card) && !protocol.oneRow,
      };
    }
    case 'tfserving': {
      const path = `/v1/models/${encodeURIComponent(protocol.model)}`;
      return {
        codec: createTfServingCodec(card),
        path: `${path}:predict`,
        healthPath: path,
        takesRows: isBatchable(card),
      };
    }
    case 'json':
      return {
        codec: createJsonTemplateCodec(card, protocol),
        path: protocol.path,
        healthPath: protocol.health,
        takesRows: false,
      };
  }
}
