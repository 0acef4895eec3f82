import type { ModelCard } from '../../../src/core/model-card.js';
import type { Traffic, TrafficItem } from '../../../src/traffic/traffic.js';

/** A model of 3 x 5 x 2 = 30 requests: `a` in u, v, w, `b` in 0..4, `c` in 0..1; anything else in `a` is OOV. */
export const SMALL_CARD: ModelCard = {
  name: 'small',
  file: '/models/small.onnx',
  sha256: '0123456789abcdef',
  bytes: 1,
  inputs: [{ name: 'x', type: 'int64', shape: ['batch', 3] }],
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1] }],
  features: [
    { name: 'a', type: 'categorical', input: 'x', column: 0, vocabulary: ['u', 'v', 'w'], oov: 3 },
    { name: 'b', type: 'integer', input: 'x', column: 1, min: 0, max: 4 },
    { name: 'c', type: 'integer', input: 'x', column: 2, min: 0, max: 1 },
  ],
};

type Row = readonly [a: unknown, b: unknown, c: unknown];

/** Traffic of the small model, written as rows. */
export function trafficOf(history: readonly Row[], replay: readonly Row[]): Traffic {
  const stream = async function* (
    rows: readonly Row[],
    firstLine: number,
  ): AsyncGenerator<readonly TrafficItem[]> {
    for (let start = 0; start < rows.length; start += 4) {
      yield rows.slice(start, start + 4).map(([a, b, c], index) => ({
        request: { a, b, c },
        line: firstLine + start + index,
      }));
    }
  };
  return {
    historyLength: history.length,
    replayLength: replay.length,
    labelled: false,
    history: () => stream(history, 1),
    replay: (from = 0) => stream(replay.slice(from), history.length + from + 1),
    origin: 'a test',
  };
}
