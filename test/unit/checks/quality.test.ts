import { afterEach, describe, expect, it } from 'vitest';

import { createClient } from '../../../src/checks/client.js';
import { measureQuality } from '../../../src/checks/quality.js';
import type { ModelCard } from '../../../src/core/model-card.js';
import type { Traffic, TrafficItem } from '../../../src/traffic/traffic.js';
import { answeringServer, MISS, type AnswerOf } from './answering-server.js';

const CARD = {
  outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1], meaning: 'binary-probability' }],
} as unknown as ModelCard;

function trafficOf(items: readonly TrafficItem[]): Traffic {
  async function* replay(from = 0): AsyncGenerator<readonly TrafficItem[]> {
    for (let start = from; start < items.length; start += 3) yield items.slice(start, start + 3);
  }
  const history = (): AsyncIterable<readonly TrafficItem[]> => replay(items.length);
  return { historyLength: 0, replayLength: items.length, labelled: true, history, replay, origin: 'a test' };
}

describe('the quality of the answers', () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(() => close?.());

  const measure = async (answerOf: AnswerOf, items: readonly TrafficItem[], card = CARD) => {
    const server = await answeringServer(answerOf);
    ({ close } = server);
    return measureQuality(createClient({ url: server.url }), card, trafficOf(items), 0.5);
  };
  const items = [0, 1, 0, 1, 1, 0, 1].map((label, n): TrafficItem => ({
    request: { n },
    label: String(label),
    line: n + 1,
  }));
  const answer = (prediction: unknown, source = 'model') => ({ source, body: { prediction } });

  it('is that of the real predictions, and of each source apart', async () => {
    const quality = await measure(({ n }) => {
      if (n === 6) return MISS;
      return Number(n) < 4
        ? answer(items[Number(n)]?.label === '1' ? 0.9 : 0.1, 'table')
        : answer(0.2, 'default');
    }, items);
    expect(quality).toMatchObject({
      labelled: 4,
      accuracy: 1,
      auc: 1,
      bySource: { table: { labelled: 4, accuracy: 1 }, default: { labelled: 2, accuracy: 0.5 } },
    });
  });

  it('asks in the order of the stream, one after the other', async () => {
    const asked: unknown[] = [];
    await measure(({ n }) => {
      asked.push(n);
      return answer(0.5);
    }, items);
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('leaves out requests without a label', async () => {
    const some = items.map(({ request, label }, index) =>
      index % 2 === 0 && label !== undefined ? { request, label } : { request },
    );
    expect(await measure(() => answer(0.5), some)).toMatchObject({ labelled: 4 });
  });

  it('is unknown where no real prediction was given, or the card does not say what an output means', async () => {
    expect(await measure(() => answer(0, 'default'), items)).toBeNull();
    expect(await measure(() => MISS, items)).toBeNull();
    const silent = { outputs: [{ name: 'y', type: 'float32', shape: ['batch', 1] }] } as unknown as ModelCard;
    expect(await measure(() => answer(0.5), items, silent)).toBeNull();
  });

  it('names the line of a label that it does not know', async () => {
    const wrong = items.map((item, index) => (index === 4 ? { ...item, label: 'maybe' } : item));
    await expect(measure(() => answer(0.5), wrong)).rejects.toMatchObject({
      code: 'LABEL_UNKNOWN',
      message: expect.stringMatching(/^line 5 of the log: the label "maybe"/),
    });
  });
});
