import type { Answer, Encoded, Prediction } from '../../core/answer.js';
import { OverloadedError } from '../../core/batching.js';
import { nowUs } from '../../core/clock.js';
import { UserError } from '../../core/errors.js';
import type { Span } from '../../core/time-split.js';
import { hideSecrets } from '../../exchange/hide-secrets.js';
import { batchRuns, type RunRows } from '../../inference/batch-runs.js';
import { haveOneShape } from '../../inference/stack-rows.js';
import { MODEL_HEADER } from '../oip/model-header.js';
import { readTiming, TIMING_HEADER, TRACE_HEADER } from '../oip/server-timing.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';
import { createBalancer } from './balancer.js';
import { createDialect } from './dialect.js';
import type { RemoteResponse } from './endpoint.js';

/** Requests that a model server has at hand: one runs while the next arrives. */
const REQUESTS_PER_SERVER = 2;

/** A model server refused a request: its status is 4xx. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Model servers behind the network, over keep-alive connections. */
export const buildRemotePredictor: BuildPredictor<'remote'> = async (spec, { card }) => {
  const { endpoints, batching, timeoutMs, breaker, headers = {}, secrets = [] } = spec;
  if (endpoints.length === 0)
    throw new UserError('NO_ENDPOINT', 'a remote predictor needs at least one endpoint');
  const { codec, path, healthPath, takesRows } = createDialect(card, spec.protocol);
  const balancer = createBalancer(endpoints, { timeoutMs, breaker, headers, healthPath });
  /** What answered last: a server of ours says which file that was, of others' nobody here knows. */
  let model = spec.servedAs ?? modelVersion(card.name, card.sha256);
  const versionOf = ({ headers: told }: RemoteResponse): string => {
    const version = told[MODEL_HEADER];
    return spec.servedAs === undefined && typeof version === 'string' ? version : model;
  };

  /** @throws OverloadedError, RefusedError, or an Error where the server failed */
  const answersOf = (response: RemoteResponse, rows: number): readonly Answer[] => {
    const { status, body } = response;
    if (status === 200) {
      const version = (model = versionOf(response));
      const answered = (prediction: Prediction): Answer => ({ prediction, source: 'model', model: version });
      return codec.response(response, rows).map(answered);
    }
    const said = `model server answered ${status}: ${hideSecrets(body.toString('utf8', 0, 200), secrets)}`;
    if (status === 503 || status === 429) throw new OverloadedError(said);
    throw status >= 400 && status < 500 ? new RefusedError(said) : new Error(said);
  };
  const infer: RunRows<Answer> = async (rows, span) => {
    if (span) return inferTraced(rows, span);
    return answersOf(await balancer.post(path, codec.request(rows)), rows.length);
  };
  const inferTraced = async (rows: readonly Encoded[], span: Span): Promise<readonly Answer[]> => {
    const startedUs = nowUs();
    const request = codec.request(rows);
    const sentUs = nowUs();
    const response = await balancer.post(path, {
      ...request,
      headers: { ...request.headers, [TRACE_HEADER]: '1' },
    });
    const receivedUs = nowUs();
    const answers = answersOf(response, rows.length);
    span.add('marshal', sentUs - startedUs + nowUs() - receivedUs);
    span.add('transport', receivedUs - sentUs - readTiming(response.headers[TIMING_HEADER], span));
    return answers;
  };
  /** Rows that cannot be one tensor travel one by one. */
  const inferRows: RunRows<Answer> = async (rows, span) => {
    if (rows.length <= 1 || (takesRows && haveOneShape(rows))) return infer(rows, span);
    return (await Promise.all(rows.map((row) => infer([row], span)))).flat();
  };
  const run =
    batching === null || !takesRows
      ? inferRows
      : batchRuns(inferRows, batching, {
          concurrency: endpoints.length * REQUESTS_PER_SERVER,
          mayBeOfOne: (error) => error instanceof RefusedError,
        });

  return {
    predict: async (encoded, span) => {
      const [answer] = await run([encoded], span);
      return answer as Answer;
    },
    predictMany: (rows) => run(rows),
    current: () => ({ model }),
    model: () => model,
    metrics: () => balancer.metrics(),
    close: () => balancer.close(),
  };
};
