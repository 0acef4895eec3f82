import { expect, it } from 'vitest';
import { BASE, load, mistakesOf } from './workspace.js';

it.each([
  ['{ generator: zipf }', { kind: 'zipf', skew: 0.99, requests: 100_000, unseen: 0, history: 100_000 }],
  ['{ generator: zipf, skew: 1, unseen: 1, history: 0 }', { skew: 1, unseen: 1, history: 0 }],
  ['{ generator: random }', { kind: 'random', requests: 10_000, history: 0, unseen: 0 }],
  ['{ generator: random, requests: 5, history: 6, unseen: 50% }', { requests: 5, history: 6, unseen: 0.5 }],
])('reads the generator %s', async (traffic, expected) => {
  expect((await load(`${BASE}traffic: ${traffic}\n`)).traffic).toMatchObject(expected);
});

it.each([
  ['requests.ndjson', 'ndjson'],
  ['requests.JSONL', 'ndjson'],
  ['requests.csv', 'csv'],
])('reads the log %s as %s', async (log, format) => {
  const { traffic } = await load(`${BASE}traffic: { log: ${log} }\n`);
  const file: unknown = expect.stringMatching(new RegExp(`^/.*/scenarios/${log}$`));
  expect(traffic).toEqual({ kind: 'log', file, format, split: 0.8 });
});

it('reads the optional fields of a log', async () => {
  const { traffic } = await load(
    `${BASE}traffic: { log: requests.csv, split: 50%, label: clicked, timestamp: at }\n`,
  );
  expect(traffic).toMatchObject({ split: 0.5, label: 'clicked', timestamp: 'at' });
});

it.each([
  ['{ generator: zpf }', '.generator: unknown generator "zpf" (did you mean "zipf"? known: zipf, random)'],
  ['{ generator: }', '.generator: missing; expected zipf or random'],
  ['{ generator: zipf, skew: 0 }', '.skew: expected more than 0, got 0'],
  ['{ generator: zipf, requests: 0 }', '.requests: expected at least 1, got 0'],
  ['{ generator: zipf, history: -1 }', '.history: expected at least 0, got -1'],
  [
    '{ generator: zipf, unseen: 1.2 }',
    '.unseen: expected a share from 0 to 1, got 1.2 (for 1.2 percent write 1.2%)',
  ],
  ['{ generator: zipf, unsen: 0.1 }', '.unsen: unknown key "unsen" (did you mean "unseen"?)'],
  [
    '{ generator: random, skew: 1 }',
    '.skew: unknown key "skew" (known: requests, history, unseen, generator)',
  ],
  ['{ generator: zipf, log: requests.csv }', ': expected either generator or log, found both'],
  ['{ unseen: 0.1 }', ': expected either generator (zipf or random) or log (a file), found neither'],
  ['{ generatr: zipf }', '.generatr: unknown key "generatr" (did you mean "generator"?)'],
  ['{ lgo: requests.csv }', '.lgo: unknown key "lgo" (did you mean "log"?)'],
  ['zipf', ': expected a mapping, got "zipf"'],
  ['{ log: request.csv }', '.log: there is no request.csv (did you mean "requests.csv"?)'],
  ['{ log: requests.txt }', '.log: expected a log that ends in .ndjson, .jsonl, .csv, got requests.txt'],
  ['{ log: requests.csv, split: 1 }', '.split: expected a share below 1: something must be left to replay'],
  ['{ log: requests.csv, label: 5 }', '.label: expected text, got 5'],
  [
    '{ log: requests.csv, history: 5 }',
    '.history: unknown key "history" (known: log, split, label, timestamp)',
  ],
  ['{ log: }', '.log: empty; expected text'],
])('refuses %s', async (traffic, mistake) => {
  expect(await mistakesOf(`${BASE}traffic: ${traffic}\n`)).toContain(`x.yaml:4: traffic${mistake}`);
});

it('reports the file and the fields of a log together', async () => {
  expect(await mistakesOf(`${BASE}traffic: { log: ., splt: 0.5 }\n`)).toEqual([
    'x.yaml:4: traffic.splt: unknown key "splt" (did you mean "split"?)',
    'x.yaml:4: traffic.log: expected a log that ends in .ndjson, .jsonl, .csv, got .',
    'x.yaml:4: traffic.log: expected a file, but . is a folder',
  ]);
});
