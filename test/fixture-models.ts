import { resolve } from 'node:path';

/** Graphs whose answers can be computed by hand: see fixtures/models.py. */
export type FixtureModel =
  'identity' | 'score' | 'score-next' | 'score-of-two' | 'fixed' | 'whole' | 'open' | 'sequence';

/** Path of the graph. */
export function fixtureModel(name: FixtureModel): string {
  return resolve('test/fixtures/models', `${name}.onnx`);
}
