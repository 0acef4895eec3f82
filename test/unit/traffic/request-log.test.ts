import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Feature } from '../../../src/core/model-card.js';
import type { LogTraffic } from '../../../src/core/traffic-spec.js';
import { openTraffic } from '../../../src/traffic/open-traffic.js';
import { cardOf, category, collect, lengthsOf } from './cards.js';
import { jsonObject } from './json-objects.js';
import { logFolder } from './log-files.js';

const writeLog = logFolder();
const card = cardOf([category('site', ['a', 'b'], 2)]);
const hour: Feature = { name: 'hour', type: 'integer', input: 'x', column: 1 };

function openLog(
  content: string,
  changes: Partial<LogTraffic> = {},
  features: readonly Feature[] = card.features,
) {
  const { format = 'ndjson' } = changes;
  const file = writeLog(`requests.${format}`, content);
  return openTraffic({ kind: 'log', file, format, split: 0, ...changes }, cardOf(features), 1);
}
const lines = (...objects: object[]): string => objects.map((object) => JSON.stringify(object)).join('\n');

describe('items', () => {
  test('keep every field but label and timestamp', async () => {
    const traffic = await openLog(
      lines(
        { site: 'a', label: 1, timestamp: '2024-01-01', user: { id: 7 } },
        { site: 'b', label: 'no', timestamp: 2e12 },
      ),
    );
    expect(traffic.labelled).toBe(true);
    expect(await collect(traffic.replay())).toEqual([
      { request: { site: 'a', user: { id: 7 } }, label: '1', timestampMs: Date.UTC(2024, 0, 1), line: 1 },
      { request: { site: 'b' }, label: 'no', timestampMs: 2e12, line: 2 },
    ]);
  });

  test('take label and timestamp from the fields that the spec names', async () => {
    const log = lines({ site: 'a', label: 'kept', clicked: true, at: 5 });
    const [item] = await collect((await openLog(log, { label: 'clicked', timestamp: 'at' })).replay());
    expect(item).toEqual({
      request: { site: 'a', label: 'kept' },
      label: 'true',
      timestampMs: 5000,
      line: 1,
    });
  });

  test('need not be labelled one by one', async () => {
    const log = lines(
      { site: 'a', label: 0 },
      { site: 'a', label: null },
      { site: 'a' },
      { site: 'a', label: [1] },
    );
    const items = await collect((await openLog(log)).replay());
    expect(items.map(({ label }) => label)).toEqual(['0', undefined, undefined, '[1]']);
    expect(items.map(({ request }) => request)).toEqual([
      { site: 'a' },
      { site: 'a' },
      { site: 'a' },
      { site: 'a' },
    ]);
  });

  test('of a log without either are as they were written, odd names included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(jsonObject, { minLength: 1, maxLength: 5 }), async (objects) => {
        const texts = objects.map((fields) => JSON.stringify({ site: 'a', ...fields, x: 1 }));
        const items = await collect((await openLog(texts.join('\n'))).replay());
        expect(items.map(({ request }) => JSON.stringify(request))).toEqual(
          texts.map((text) => JSON.stringify(JSON.parse(text))),
        );
      }),
      { numRuns: 50 },
    );
  });

  test('keep a field named __proto__ when others are taken out', async () => {
    const text = '{"site":"a","__proto__":{"evil":true},"label":1,"timestamp":2}';
    const [item] = await collect((await openLog(text)).replay());
    expect(JSON.stringify(item?.request)).toBe('{"site":"a","__proto__":{"evil":true}}');
  });

  test('of CSV have numbers where the card wants them', async () => {
    const traffic = await openLog('site,hour,label\na,7,\nb,08,1\n', { format: 'csv' }, [
      ...card.features,
      hour,
    ]);
    expect(await collect(traffic.replay())).toEqual([
      { request: { site: 'a', hour: 7 }, line: 2 },
      { request: { site: 'b', hour: 8 }, label: '1', line: 3 },
    ]);
  });
});

describe('fields that are features', () => {
  const asFeature = (name: string): Feature => ({ ...hour, name });

  test('are never taken as label or timestamp unasked', async () => {
    const features = [asFeature('label'), asFeature('timestamp')];
    const traffic = await openLog(lines({ label: 1, timestamp: 2 }), {}, features);
    expect(traffic.labelled).toBe(false);
    expect(await collect(traffic.replay())).toEqual([{ request: { label: 1, timestamp: 2 }, line: 1 }]);
  });

  test('are still sent where a timestamp is one', async () => {
    const traffic = await openLog(lines({ hour: 3 }), { timestamp: 'hour' }, [hour]);
    expect(await collect(traffic.replay())).toEqual([{ request: { hour: 3 }, timestampMs: 3000, line: 1 }]);
  });

  test('cannot be the label', async () => {
    await expect(openLog(lines({ hour: 3 }), { label: 'hour' }, [hour])).rejects.toMatchObject({
      code: 'LOG_LABEL_IS_FEATURE',
    });
  });
});

describe('split', () => {
  const log = lines(...Array.from({ length: 10 }, (_, index) => ({ site: 'a', index })));

  test('by line', async () => {
    const traffic = await openLog(log, { split: 0.8 });
    expect(traffic.origin).toBe('the first 80% of requests.ndjson by line (8 of 10 requests)');
    expect([traffic.historyLength, traffic.replayLength]).toEqual([8, 2]);
    expect(await lengthsOf(traffic)).toEqual([8, 2]);
    expect((await collect(traffic.replay(1))).map(({ line }) => line)).toEqual([10]);
  });

  test('by time', async () => {
    const shuffled = lines(...[3, 1, 4, 2].map((day) => ({ site: 'a', timestamp: `2024-01-0${day}` })));
    const traffic = await openLog(shuffled, { split: 0.5 });
    expect(traffic.origin).toBe(
      'the first 50% of requests.ndjson by time, up to 2024-01-02T00:00:00.000Z (2 of 4 requests)',
    );
    expect((await collect(traffic.history())).map(({ line }) => line)).toEqual([2, 4]);
    expect((await collect(traffic.replay())).map(({ line }) => line)).toEqual([1, 3]);
  });

  test('without history', async () => {
    const traffic = await openLog(log);
    expect(traffic.origin).toBe('all 10 requests of requests.ndjson, no history');
    expect(await lengthsOf(traffic)).toEqual([0, 10]);
  });

  test('a traffic can be read again, and by two readers at once', async () => {
    const traffic = await openLog(log, { split: 0.5 });
    const [one, two] = await Promise.all([collect(traffic.replay()), collect(traffic.replay())]);
    expect(one).toEqual(two);
    expect(await collect(traffic.replay())).toEqual(one);
  });
});

describe('mistakes', () => {
  test.each([
    ['no request', '\n\n', {}, 'LOG_EMPTY', 'holds no request'],
    ['only a header', 'site\n', { format: 'csv' }, 'LOG_EMPTY', 'holds no request'],
    ['no JSON', 'site=a', {}, 'LOG_LINE_INVALID', ':1: not a JSON object: site=a'],
    [
      'a missing feature',
      '\n{"Site":"a"}',
      {},
      'LOG_FEATURE_MISSING',
      ':2: the feature "site" is missing; did you mean "Site"?',
    ],
    [
      'a missing feature, nothing like it',
      '{"x":"a"}',
      {},
      'LOG_FEATURE_MISSING',
      ':1: the feature "site" is missing',
    ],
    [
      'a missing column',
      'sites\na\n',
      { format: 'csv' },
      'LOG_FEATURE_MISSING',
      ':2: the feature "site" is missing; did you mean "sites"?',
    ],
    [
      'a missing label',
      '{"site":"a","clicks":1}',
      { label: 'click' },
      'LOG_FIELD_MISSING',
      ':1: the label field "click" is missing; did you mean "clicks"?',
    ],
    [
      'a missing timestamp',
      '{"site":"a"}',
      { timestamp: 'at' },
      'LOG_FIELD_MISSING',
      ':1: the timestamp field "at" is missing',
    ],
    [
      'a bad timestamp',
      '{"site":"a","timestamp":"noon"}',
      {},
      'LOG_TIMESTAMP_INVALID',
      ':1: timestamp "timestamp" must be ISO 8601 or milliseconds since the epoch, got "noon"',
    ],
  ] as const)('%s', async (_, content, changes, code, message) => {
    await expect(openLog(content, changes)).rejects.toMatchObject({
      name: 'UserError',
      code,
      message: expect.stringContaining(message),
      next: expect.stringMatching(/\w/),
    });
  });

  test('a feature is not found on the prototype', async () => {
    await expect(openLog('{}', {}, [{ ...hour, name: 'constructor' }])).rejects.toMatchObject({
      code: 'LOG_FEATURE_MISSING',
    });
  });

  test('beyond the first line are met when the line is read', async () => {
    const traffic = await openLog('{"site":"a"}\n{"sites":"a"}\n{"site":"a"}', { split: 0.4 });
    expect(await collect(traffic.history())).toHaveLength(1);
    await expect(collect(traffic.replay())).rejects.toMatchObject({
      code: 'LOG_FEATURE_MISSING',
      message: expect.stringContaining('requests.ndjson:2: '),
    });
    expect(await collect(traffic.replay(1))).toHaveLength(1);
  });

  test('a timestamp that later lines lack is an error that names the line', async () => {
    const log = lines({ site: 'a', timestamp: 1 }, { site: 'a' });
    await expect(openLog(log, { split: 0.5 })).rejects.toMatchObject({
      code: 'LOG_TIMESTAMP_INVALID',
      message: expect.stringMatching(/:2: .* got nothing$/),
    });
  });
});
