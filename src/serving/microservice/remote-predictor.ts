import type { Answer, Encoded } from '../../core/answer.js';
import { nowUs } from '../../core/clock.js';
import { UserError } from '../../core/errors.js';
import { isBatchable } from '../../core/model-card.js';
import type { Span } from '../../core/time-split.js';
import { readTiming, TIMING_HEADER, TRACE_HEADER } from '../oip/server-timing.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';
import { createBalancer, type TextResponse } from './balancer.js';
import { createOipCodec } from './oip-codec.js';

/** Model servers behind the network: OIP JSON over keep-alive connections. */
export const buildRemotePredictor: BuildPredictor<'remote'> = async (spec, { card }) => {
  const [first] = spec.endpoints;
  if (first === undefined)
    throw new UserError('NO_ENDPOINT', 'a remote predictor needs at least one endpoint');
  const balancer = createBalancer(spec.endpoints, spec.timeoutMs);
  const codec = createOipCodec(card);
  const path = `/v2/models/${encodeURIComponent(spec.model)}/infer`;
  const model = modelVersion(card.name, card.sha256);
  const batchable = isBatchable(card);

  const answersOf = (response: TextResponse, rows: number): readonly Answer[] => {
    if (response.status !== 200) {
      throw new Error(`model server answered ${response.status}: ${response.body.slice(0, 200)}`);
    }
    const predictions = codec.response(response.body, rows);
    return predictions.map((prediction) => ({ prediction, source: 'model', model }));
  };
  const infer = async (rows: readonly Encoded[]): Promise<readonly Answer[]> =>
    answersOf(await balancer.post(path, codec.request(rows)), rows.length);

  const inferTraced = async (encoded: Encoded, span: Span): Promise<readonly Answer[]> => {
    const startedUs = nowUs();
    const body = codec.request([encoded]);
    const sentUs = nowUs();
    const response = await balancer.post(path, body, { [TRACE_HEADER]: '1' });
    const receivedUs = nowUs();
    const answers = answersOf(response, 1);
    span.add('marshal', sentUs - startedUs + nowUs() - receivedUs);
    span.add('transport', receivedUs - sentUs - readTiming(response.headers[TIMING_HEADER], span));
    return answers;
  };

  return {
    predict: (encoded, span) =>
      (span ? inferTraced(encoded, span) : infer([encoded])).then(([answer]) => answer as Answer),
    predictMany: async (rows) => {
      if (batchable && rows.every((row) => row.shapes === undefined)) return infer(rows);
      return (await Promise.all(rows.map((row) => infer([row])))).flat();
    },
    current: () => ({ model }),
    close: () => balancer.close(),
  };
};
