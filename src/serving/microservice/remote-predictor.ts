import type { Answer, Encoded } from '../../core/answer.js';
import { UserError } from '../../core/errors.js';
import { isBatchable } from '../../core/model-card.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';
import { createBalancer } from './balancer.js';
import { createBinaryCodec } from './oip-binary-codec.js';
import { createJsonCodec } from './oip-json-codec.js';

/** Model servers behind the network: the Open Inference Protocol over keep-alive connections. */
export const buildRemotePredictor: BuildPredictor<'remote'> = async (spec, { card }) => {
  const [first] = spec.endpoints;
  if (first === undefined)
    throw new UserError('NO_ENDPOINT', 'a remote predictor needs at least one endpoint');
  const balancer = createBalancer(spec.endpoints, spec.timeoutMs);
  const codec = spec.encoding === 'binary' ? createBinaryCodec(card) : createJsonCodec(card);
  const path = `/v2/models/${encodeURIComponent(spec.model)}/infer`;
  const model = modelVersion(card.name, card.sha256);
  const batchable = isBatchable(card);

  const infer = async (rows: readonly Encoded[]): Promise<readonly Answer[]> => {
    const response = await balancer.post(path, codec.request(rows));
    if (response.status !== 200) {
      throw new Error(`model server answered ${response.status}: ${response.body.toString('utf8', 0, 200)}`);
    }
    const predictions = codec.response(response, rows.length);
    return predictions.map((prediction) => ({ prediction, source: 'model', model }));
  };

  return {
    predict: (encoded) => infer([encoded]).then(([answer]) => answer as Answer),
    predictMany: async (rows) => {
      if (batchable && rows.every((row) => row.shapes === undefined)) return infer(rows);
      return (await Promise.all(rows.map((row) => infer([row])))).flat();
    },
    current: () => ({ model }),
    close: () => balancer.close(),
  };
};
