import { openModel } from '../../inference/open-model.js';
import { modelVersion, type BuildPredictor } from '../predictor.js';

/** The model file in the application's own process. */
export const buildSessionPredictor: BuildPredictor<'session'> = async (spec, { card }) => {
  const session = await openModel(card, card.file, spec);
  const model = modelVersion(card.name, card.sha256);
  return {
    predict: async (encoded, span) => {
      const [prediction] = await session.run([encoded], span);
      return { prediction, source: 'model', model };
    },
    predictMany: async (rows) => {
      const predictions = await session.run(rows);
      return predictions.map((prediction) => ({ prediction, source: 'model', model }));
    },
    current: () => ({ model }),
    model: () => model,
    close: () => session.close(),
  };
};
