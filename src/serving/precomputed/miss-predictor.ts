import type { Answer, Encoded } from '../../core/answer.js';
import type { BackOffLevel, MissAnswer, PredictorSpec } from '../../core/predictor-spec.js';
import { createCoarsening } from '../../inference/coarser-keys.js';
import { createValueCodec } from '../../inference/prediction-format.js';
import { createKeyCodec } from '../../inference/row-key.js';
import { modelVersion, type Predictor, type PredictorContext } from '../predictor.js';

/** @returns who answers what a table does not have; without a spec nobody does. */
export function buildMissPredictor(
  spec: MissAnswer | PredictorSpec | undefined,
  context: PredictorContext,
): Promise<Predictor> {
  const { card } = context;
  const model = modelVersion(card.name, card.sha256);
  if (spec === undefined) {
    return Promise.resolve(constant({ prediction: undefined, source: 'miss', model }, model));
  }
  if (spec.kind === 'default') {
    return Promise.resolve(constant({ prediction: spec.prediction, source: 'default', model }, model));
  }
  return spec.kind === 'back-off' ? backOff(spec.levels, context, model) : context.build(spec);
}

/** True where a model answers what the table does not. */
export function isLive(spec: MissAnswer | PredictorSpec | undefined): boolean {
  return spec !== undefined && spec.kind !== 'default' && spec.kind !== 'back-off';
}

function constant(answer: Answer, model: string): Predictor {
  return {
    predict: () => answer,
    predictMany: (rows) => rows.map(() => answer),
    current: () => ({ model }),
    model: () => model,
    close: async () => undefined,
  };
}

/** One coarser key after the other. */
async function backOff(
  levels: readonly BackOffLevel[],
  { card, openTable }: PredictorContext,
  model: string,
): Promise<Predictor> {
  const { keyOf } = createKeyCodec(card);
  const { decode } = createValueCodec(card);
  const opened = await Promise.all(
    levels.map(async ({ dropped, table }) => ({
      coarsen: createCoarsening(card, dropped),
      reader: await openTable(table),
    })),
  );
  const miss: Answer = { prediction: undefined, source: 'miss', model };
  const predict = async (encoded: Encoded): Promise<Answer> => {
    for (const { coarsen, reader } of opened) {
      const key = keyOf(coarsen(encoded));
      const value = key === undefined ? undefined : await reader.get(key);
      if (value !== undefined) return { prediction: decode(value), source: 'back-off', model };
    }
    return miss;
  };
  return {
    predict,
    predictMany: (rows) => Promise.all(rows.map(predict)),
    current: () => ({ model }),
    model: () => model,
    close: async () => {
      await Promise.all(opened.map(({ reader }) => reader.close()));
    },
  };
}
