import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

import { UserError } from '../../../src/core/errors.js';
import {
  planScaffold,
  readMaterials,
  type Scaffold,
  type Wishes,
} from '../../../src/scaffold/plan-scaffold.js';
import { loadModelCard } from '../../../src/scenario/load-model-card.js';
import { proposeModes } from '../../../src/scaffold/propose-modes.js';
import { writeScaffold } from '../../../src/scaffold/write-scaffold.js';
import { openRequestLog } from '../../../src/traffic/request-log.js';
import { fixtureModel } from '../../fixture-models.js';
import { desk, echoModel, ndjson } from './materials.js';

const { folder, put, remove } = desk();
afterAll(remove);

const NOTHING: Wishes = { fill: new Map() };

async function plan(model: string, log: string, wishes: Partial<Wishes> = {}): Promise<Scaffold> {
  return planScaffold(await readMaterials(model, log), { ...NOTHING, ...wishes }, 'mine');
}

async function problemOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return `${String(error)} | ${(error as UserError).next}`;
}

const three = [
  { age: 31, pay: 2.5, visits: 1, label: 1, id: 'a' },
  { age: 29, pay: 3, visits: 4, label: 0, id: 'b' },
];

describe('one tensor of several columns, as scikit-learn exports it', () => {
  it('is filled by the numbers of the log in their order, bounded where they are whole', async () => {
    const log = put('three.ndjson', ndjson(three.map((record) => ({ ...record, id: undefined }))));
    const { card, traffic, modes } = await plan(fixtureModel('score'), log);
    expect(card.features).toEqual([
      { name: 'age', type: 'integer', input: 'x', column: 0, min: 29, max: 31 },
      { name: 'pay', type: 'number', input: 'x', column: 1 },
      { name: 'visits', type: 'integer', input: 'x', column: 2, min: 1, max: 4 },
    ]);
    expect(traffic.label).toBe('label');
    expect(modes.find(({ label }) => label === 'precomputed')?.leftOut).toBe(
      '0% of the later requests of the log have come before',
    );
  });

  it('is asked for where the log has more fields, and filled in the order that was said', async () => {
    const log = put('four.ndjson', ndjson(three));
    const problem = await problemOf(plan(fixtureModel('score'), log));
    expect(problem).toContain('input "x" (float32[batch, 3]) takes 3 values');
    expect(problem).toContain('age (integer), pay (number), visits (integer), label (integer), id (text)');
    expect(problem).toContain("--fill 'x=age,pay,visits'");
    const fill = new Map([['x', ['visits', 'age', 'pay']]]);
    const { card } = await plan(fixtureModel('score'), log, { fill });
    expect(card.features.map(({ name }) => name)).toEqual(['visits', 'age', 'pay']);
  });

  it('is refused where the log has too few', async () => {
    const log = put('two.ndjson', ndjson([{ age: 1, pay: 2 }]));
    expect(await problemOf(plan(fixtureModel('score'), log))).toContain('takes 3 values');
    const fill = new Map([['x', ['age', 'pay']]]);
    expect(await problemOf(plan(fixtureModel('score'), log, { fill }))).toContain(
      'takes 3 values, not 2 (age, pay)',
    );
  });

  it('is filled by one list of as many numbers, nested or flat', async () => {
    const log = put(
      'list.ndjson',
      ndjson([
        { pixels: [1, 2, 3], id: 7 },
        { pixels: [[4], [5], [6]], id: 8 },
      ]),
    );
    const fails = await problemOf(plan(fixtureModel('score'), log));
    expect(fails).toContain('shape');
    const flat = put('flat.ndjson', ndjson([{ pixels: [1, 2, 3], id: 7 }]));
    const { card } = await plan(fixtureModel('score'), flat);
    expect(card.features).toEqual([{ name: 'pixels', type: 'tensor', input: 'x', shape: [3] }]);
  });
});

describe('a table of predictions', () => {
  const model = put('homes.onnx', echoModel({ city: ['string', 'batch', 1], area: ['float', 'batch', 1] }));
  const precomputedOf = async (name: string, requests: readonly Readonly<Record<string, unknown>>[]) => {
    const { modes } = await plan(model, put(name, ndjson(requests)));
    return modes.find(({ label }) => label === 'precomputed');
  };
  const homes = (areaOf: (index: number) => number) =>
    Array.from({ length: 100 }, (_, index) => ({ city: ['Graz', 'Linz'][index % 2], area: areaOf(index) }));

  it('is proposed where requests come again, whatever values could come', async () => {
    // Of the last 20 requests 15 ask for one of the 10 keys of the first 80.
    const proposed = await precomputedOf(
      'again.ndjson',
      homes((index) => (index < 95 ? (index % 5) + 0.5 : index)),
    );
    expect(proposed).toMatchObject({ options: '{ keys: { top: 100000 } }' });
    expect(proposed?.leftOut).toBeUndefined();
    expect(proposed?.summary).toContain('75% of the requests');
  });

  it('is left out where they do not, with the share of those that do', async () => {
    const proposed = await precomputedOf(
      'new.ndjson',
      homes((index) => (index === 99 ? 1.5 : index + 0.5)),
    );
    expect(proposed?.leftOut).toBe('5% of the later requests of the log have come before');
  });

  it('holds every combination only where the last part of the log brings no new value', async () => {
    const counts = put(
      'counts.onnx',
      echoModel({ city: ['int64', 'batch', 1], rooms: ['int64', 'batch', 1] }),
    );
    const optionsOf = async (name: string, last: Readonly<Record<string, unknown>>) => {
      const known = Array.from({ length: 99 }, (_, i) => ({ city: ['Graz', 'Linz'][i % 2], rooms: i % 5 }));
      const { modes } = await plan(counts, put(name, ndjson([...known, last])));
      return modes.find(({ label }) => label === 'precomputed')?.options;
    };
    expect(await optionsOf('known.ndjson', { city: 'Graz', rooms: 3 })).toBe('{ keys: full }');
    expect(await optionsOf('new-city.ndjson', { city: 'Wels', rooms: 3 })).toContain('top');
    expect(await optionsOf('new-rooms.ndjson', { city: 'Graz', rooms: 5 })).toContain('top');
    const early = { city: 'Wels', rooms: 3, time: 1 };
    const timed = Array.from({ length: 99 }, (_, i) => ({ city: 'Graz', rooms: i % 5, time: 1000 + i }));
    const { modes } = await plan(counts, put('timed.ndjson', ndjson([...timed, early])));
    expect(modes.find(({ label }) => label === 'precomputed')?.options).toBe('{ keys: full }');
  });

  it('says what was read of a log that is longer', () => {
    const options = { share: 0.5, isClosed: false, readOnly: 500_000 };
    const summaryOf = (share: number) =>
      proposeModes([{ name: 'a', type: 'number', input: 'x', column: 0 }], { ...options, share }).find(
        ({ label }) => label === 'precomputed',
      );
    expect(summaryOf(0.5)?.summary).toContain('50% of the first 500,000 later requests');
    expect(summaryOf(0.05)?.leftOut).toBe(
      'the 100,000 requests that its first 500,000 ask for most answer 5% of the later ones',
    );
  });

  it('is left out where the log is too short to tell', async () => {
    expect((await precomputedOf('one.ndjson', homes(() => 1).slice(0, 1)))?.leftOut).toContain('too short');
  });
});

describe('inputs of one column each', () => {
  const model = put(
    'each.onnx',
    echoModel({
      country: ['string', 'batch', 1],
      Hour: ['int64', 'batch', 1],
      deviceType: ['int64', 'batch'],
      price: ['float', 'batch', 1],
    }),
  );
  const records = [
    { device_type: 'tv', hour: 3, price: 1.5, country: 'US', time: '2026-01-01T00:00:00Z' },
    { device_type: 'phone', hour: 7, price: 2, country: 'BR', time: '2026-01-01T00:00:01Z' },
  ];

  it('are filled by the same name, or a similar one; texts get codes in sorted order', async () => {
    const { card, traffic, assignments } = await plan(model, put('each.ndjson', ndjson(records)));
    expect(card.features).toEqual([
      { name: 'country', type: 'tensor', input: 'country', shape: [1] },
      { name: 'hour', type: 'integer', input: 'Hour', column: 0, min: 3, max: 7 },
      {
        name: 'device_type',
        type: 'categorical',
        input: 'deviceType',
        column: 0,
        vocabulary: ['phone', 'tv'],
      },
      { name: 'price', type: 'number', input: 'price', column: 0 },
    ]);
    expect(assignments.map(({ how }) => how)).toEqual([
      'same name',
      'similar name',
      'similar name',
      'same name',
    ]);
    expect(traffic.timestamp).toBe('time');
  });

  it('are read from CSV, too, where everything is text', async () => {
    const rows = records.map((record) => Object.values(record).join(','));
    const log = put('each.csv', [Object.keys(records[0] ?? {}).join(','), ...rows].join('\n'));
    const { card } = await plan(model, log);
    expect(card.features.map(({ type }) => type)).toEqual(['tensor', 'integer', 'categorical', 'number']);
  });

  it('are named where nothing fills them, with the fields that there are', async () => {
    const log = put(
      'other.ndjson',
      ndjson(records.map((record) => ({ ...record, price: undefined, a: 1, b: 2 }))),
    );
    const problem = await problemOf(plan(model, log));
    expect(problem).toContain('the input "price" (float32[batch, 1]) takes one value');
    expect(problem).toContain('a (integer), b (integer)');
  });

  it.each([
    [
      'fractions in whole numbers',
      { hour: 3.5 },
      'the field "hour" has fractions (3.5 to 7, the first on line 1), but the input "Hour" holds int64',
    ],
    [
      'a value that is missing',
      { price: null },
      'the field "price" is missing or null in 1 record, the first on line 1',
    ],
    [
      'a number among texts',
      { country: 5 },
      'the field of that name does not fit (numbers and other values, mixed, from line 2 on)',
    ],
  ])('refuse %s', async (_, change, expected) => {
    const [first, ...rest] = records;
    const log = put('bad.ndjson', ndjson([{ ...first, ...change }, ...rest]));
    expect(await problemOf(plan(model, log))).toContain(expected);
  });
});

describe('a name that is only near', () => {
  const model = put('near.onnx', echoModel({ height: ['float', 'batch', 1], age: ['float', 'batch', 1] }));
  const people = [{ weight: 81, wage: 7890, user: 'u' }];

  it('is offered, not taken', async () => {
    const problem = await problemOf(plan(model, put('near.ndjson', ndjson(people))));
    expect(problem).toContain('the input "height"');
    expect(problem).toContain('the input "age"');
    expect(problem).toContain("--fill 'height=weight' --fill 'age=wage'");
  });

  it('is not taken either where one input and one field are left', async () => {
    const log = put('last.ndjson', ndjson([{ weight: 81, age: 20 }]));
    expect(await problemOf(plan(model, log))).toContain("--fill 'height=weight'");
  });

  it('is named among the fields that fill nothing', async () => {
    const fill = new Map([
      ['height', ['weight']],
      ['age', ['wage']],
    ]);
    const { unused } = await plan(model, put('fill.ndjson', ndjson(people)), { fill });
    expect(unused).toEqual(['user']);
  });
});

describe('cells of CSV', () => {
  const text = put('text.onnx', echoModel({ s: ['string', 'batch', 1] }));
  const whole = put('whole.onnx', echoModel({ s: ['int64', 'batch', 1] }));
  const csv = (name: string, ...cells: readonly string[]) => put(name, ['s', ...cells, ''].join('\n'));

  it.each([
    ['look like numbers', ['01067', '10115']],
    ['look like numbers in part', ['S', '38', 'M']],
  ])('that %s are texts where the input takes texts, and are sent as they stand', async (name, cells) => {
    const { card, traffic } = await plan(text, csv(`${name}.csv`, ...cells));
    expect(card.features).toEqual([{ name: 's', type: 'tensor', input: 's', shape: [1] }]);
    const log = await openRequestLog({ ...traffic, split: 0 }, card);
    const sent: unknown[] = [];
    for await (const items of log.replay()) sent.push(...items.map(({ request }) => request['s']));
    expect(sent).toEqual(cells);
  });

  it('that are numbers and texts have a vocabulary where the input takes numbers', async () => {
    const { card } = await plan(whole, csv('sizes.csv', 'S', '038', 'M'));
    expect(card.features[0]).toMatchObject({ type: 'categorical', vocabulary: ['038', 'M', 'S'] });
  });

  it('that are mostly numbers have none', async () => {
    expect(await problemOf(plan(whole, csv('na.csv', 'NA', '1', '2')))).toContain(
      'the field "s" holds mostly numbers, but "NA" on line 2',
    );
  });

  it('that are too large have no fractions', async () => {
    expect(await problemOf(plan(whole, csv('big.csv', '1', '1152921504606846976')))).toContain(
      'holds whole numbers too large to be read exactly, the first on line 3',
    );
  });

  it.each(['id;s', 'id\ts'])('are separated by commas: %j', async (header) => {
    const file = put('odd.csv', `${header}\n1,5;2\n`);
    expect(await problemOf(plan(whole, file))).toContain(
      'odd.csv:1: expected names of columns separated by commas',
    );
  });
});

it('numbers that are logged as texts get no invented codes', async () => {
  const model = put('years.onnx', echoModel({ age: ['float', 'batch', 1] }));
  const log = put('years.ndjson', ndjson([{ age: '34' }, { age: '7' }]));
  expect(await problemOf(plan(model, log))).toContain('log them as numbers');
});

describe('what was said wrongly', () => {
  const log = put('said.ndjson', ndjson(three));
  it.each<[Partial<Wishes>, string]>([
    [{ fill: new Map([['X', ['age']]]) }, 'unknown input "X" (did you mean "x"?'],
    [{ fill: new Map([['x', ['age', 'pay', 'visit']]]) }, 'unknown field "visit" (did you mean "visits"?'],
    [{ fill: new Map([['x', ['age', 'age', 'pay']]]) }, '"age" would fill two places'],
    [{ label: 'lable' }, '--label: unknown field "lable" (did you mean "label"?'],
  ])('%j is named with the nearest word', async (wishes, expected) => {
    expect(await problemOf(plan(fixtureModel('score'), log, wishes))).toContain(expected);
  });
});

describe('the files', () => {
  it('read back as the card that was planned, whatever names and values the log has', async () => {
    const model = put('odd.onnx', echoModel({ 'in: put': ['int64', 'batch', 1] }));
    const word = fc
      .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
      .filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(word, fc.uniqueArray(word, { minLength: 1, maxLength: 60 }), async (name, values) => {
        fc.pre(!['__proto__', 'label', 'timestamp'].includes(name));
        const log = put('odd.ndjson', ndjson(values.map((value) => ({ [name]: `v${value}` }))));
        const fill = new Map([['in: put', [name]]]);
        const scaffold = await plan(model, log, { fill, label: 'none' });
        const { modes } = scaffold;
        const written = await writeScaffold(scaffold, { into: folder, modes, rate: 100, force: true });
        const { features } = await loadModelCard(written.card);
        expect(features).toEqual(scaffold.card.features);
      }),
      { numRuns: 25 },
    );
  });
});
