import type { BuildPredictor, Predictor } from './predictor.js';

/**
 * Several models behind one application, asked in turn: each request goes to the next one, so all of them are in use
 * and none is warmer than the others.
 */
export const buildModelsPredictor: BuildPredictor<'models'> = async ({ models }, { build }) => {
  const predictors: Predictor[] = [];
  for (const spec of models) predictors.push(await build(spec));
  const [first] = predictors;
  if (!first) throw new TypeError('an application needs at least one model');
  let turn = 0;
  const next = (): Predictor => {
    const predictor = predictors[turn] as Predictor;
    turn = (turn + 1) % predictors.length;
    return predictor;
  };
  return {
    predict: (encoded, span) => next().predict(encoded, span),
    predictMany: (rows) => next().predictMany(rows),
    current: first.current,
    model: first.model,
    close: async () => {
      await Promise.all(predictors.map((predictor) => predictor.close()));
    },
  };
};
