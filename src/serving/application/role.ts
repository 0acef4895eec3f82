import { ANSWERED_SOURCES } from '../../core/answer.js';
import type { ApplicationSpec } from '../../core/predictor-spec.js';
import { createEncoder } from '../../inference/encode.js';
import { goldenMismatch } from '../../inference/golden-check.js';
import { createPredictionFormat } from '../../inference/prediction-format.js';
import type { ActiveRole } from '../../processes/run-role.js';
import { listen } from '../http/listen.js';
import {
  buildPredictor,
  modelVersion,
  type Predictor,
  type PredictorContext,
  type PredictorRegistry,
} from '../predictor.js';
import { createApplication } from './application.js';

/** Predictions made before the first client: lazy allocation and the first compilation are not a client's business. */
const WARM_UP_PREDICTIONS = 20;

export interface ApplicationReady {
  readonly url: string;
}

/** What the parent may ask of a running application. */
export interface ApplicationStatus {
  readonly model: string;
  /** The model that a table was built from, where one is asked first. */
  readonly table?: string;
  readonly version?: number;
  /** Why a newer version was not taken up. */
  readonly problem?: string;
}

/** The application process: predictor, golden check, HTTP server. */
export async function startApplication(
  spec: ApplicationSpec,
  {
    predictors,
    ...tables
  }: { readonly predictors: PredictorRegistry } & Omit<PredictorContext, 'card' | 'build'>,
): Promise<ActiveRole> {
  const { card } = spec;
  const predictor = await buildPredictor(predictors, spec.predictor, { card, ...tables });
  const application = createApplication(card, predictor);
  const server = await listen(application.handle, spec.port);
  await checkGolden(spec, predictor);
  predictor.forget?.();
  application.open();
  return {
    ready: { url: server.url } satisfies ApplicationReady,
    methods: {
      status: (): ApplicationStatus => predictor.current(),
      notes: () => predictor.notes?.() ?? [],
      retire: () => server.retire(),
      forget: () => predictor.forget?.(),
      'trace.start': application.tracer.start,
      'trace.stop': application.tracer.stop,
    },
    accept: server.accept,
    stop: async () => {
      application.drain();
      await server.close();
      await predictor.close();
    },
  };
}

/** @throws DeploymentError GOLDEN_MISMATCH where a known input does not give its known output. */
async function checkGolden({ card, golden }: ApplicationSpec, predictor: Predictor): Promise<void> {
  const encode = createEncoder(card);
  const format = createPredictionFormat(card);
  // Known outputs are those of the known model; a store may hold another version by now.
  if (predictor.model() !== modelVersion(card.name, card.sha256)) return;
  for (let round = 0; round * golden.length < WARM_UP_PREDICTIONS && golden.length > 0; round++) {
    for (const { request, prediction: expected } of golden) {
      const { prediction, source } = await predictor.predict(encode(request));
      const actual = prediction && format(prediction);
      const isReal = ANSWERED_SOURCES.some((answered) => answered === source);
      if (isReal && actual !== expected) {
        throw goldenMismatch(actual, expected);
      }
    }
  }
}
