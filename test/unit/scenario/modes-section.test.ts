import { expect, it } from 'vitest';
import { z } from 'zod';
import { load, mistakesOf } from './workspace.js';

const MODEL = 'model: ../models/clicks\n';
const KNOWN = 'known: null, embedded, microservice, precomputed, external';

it('reads labels, kinds and options', async () => {
  const { modes } = await load(`${MODEL}modes:
  null:
  floor: { mode: null }
  embedded:
  micro-4: { mode: microservice, replicas: 4 }
  precomputed: { store: postgres, keys: { top: 5 } }
`);
  expect(modes).toEqual([
    { label: 'null', mode: 'null', options: {} },
    { label: 'floor', mode: 'null', options: {} },
    { label: 'embedded', mode: 'embedded', options: { sessions: 1 } },
    { label: 'micro-4', mode: 'microservice', options: { replicas: 4, batching: false } },
    { label: 'precomputed', mode: 'precomputed', options: { store: 'postgres', keys: { top: 5 } } },
  ]);
});

it.each([
  ['embeded: {}', `.embeded: unknown mode "embeded" (did you mean "embedded"? ${KNOWN})`],
  ['fast: {}', `.fast: unknown mode "fast" (${KNOWN})`],
  ['a: { mode: extrnal }', `.a.mode: unknown mode "extrnal" (did you mean "external"? ${KNOWN})`],
  ['a: { mode: 5 }', `.a.mode: unknown mode 5 (${KNOWN})`],
  ['a: { mod: null }', `.a: unknown mode "a" (${KNOWN})`],
  ['null: { sessions: 1 }', '.null.sessions: unknown key "sessions" (known: mode)'],
  ['embedded: 5', '.embedded: expected a mapping, got 5'],
  ['embedded: []', '.embedded: expected a mapping, got []'],
  ['microservice: { moed: null }', '.microservice.moed: unknown key "moed" (did you mean "mode"?)'],
  ['precomputed: { keys: { tpo: 5 } }', '.precomputed.keys.tpo: unknown key "tpo" (did you mean "top"?)'],
  ['precomputed: { keys: 5 }', '.precomputed.keys: expected "full" or { top: N }'],
  ['external: {}', '.external.url: missing; expected a URL such as http://127.0.0.1:8080'],
  ['a.b: { mode: embedded }', '.a.b: expected letters, digits, "-" and "_", starting with a letter or digit'],
])('refuses %s', async (entry, mistake) => {
  expect(await mistakesOf(`${MODEL}modes:\n  embedded-2: { mode: embedded }\n  ${entry}\n`)).toContain(
    `x.yaml:4: modes${mistake}`,
  );
});

it.each([
  ['{}', 'expected at least one mode, found none'],
  ['[embedded]', 'expected a mapping, got ["embedded"]'],
  ['', `missing; expected at least one mode (${KNOWN})`],
])('refuses modes: %s', async (modes, problem) => {
  expect(await mistakesOf(`${MODEL}modes: ${modes}\n`)).toEqual([`x.yaml:2: modes: ${problem}`]);
});

it('calls a schema that yields no options what it is: a bug, not a mistake of the user', async () => {
  await expect(
    load(`${MODEL}modes: { odd: {} }\n`, { modes: { odd: z.any().transform(() => 5) } }),
  ).rejects.toThrow(new TypeError('The schema of mode odd does not produce an object'));
});
