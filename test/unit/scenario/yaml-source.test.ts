import { describe, expect, it } from 'vitest';
import { BASE, load, mistakesOf } from './workspace.js';

describe('YAML syntax', () => {
  it.each([
    ['a: b: c\n', 'x.yaml:4: not valid YAML: Nested mappings are not allowed in compact mappings'],
    ['a: "x\n', 'x.yaml:5: not valid YAML: Missing closing "quote'],
    [
      'a: 1\n---\nb: 1\n',
      'x.yaml:5: not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments()',
    ],
  ])('%j is reported with its line, alone', async (text, line) => {
    expect(await mistakesOf(`${BASE}${text}`)).toEqual([line]);
  });

  it('reports an unknown tag beside other mistakes', async () => {
    expect(await mistakesOf(`${BASE}seed: !seed 1\nrepeats: 0\n`)).toEqual([
      'x.yaml:4: not valid YAML: Unresolved tag: !seed',
      'x.yaml:4: seed: expected a whole number, got "1"',
      'x.yaml:5: repeats: expected at least 1, got 0',
    ]);
  });

  it('does not take YAML 1.1 for granted where a directive asks for it', async () => {
    const text = `%YAML 1.1\n---\n${BASE}question: 2001-01-01\n`;
    expect((await load(text)).question).toBe('2001-01-01');
  });
});

describe('keys', () => {
  it('reports a duplicate with the line of the first', async () => {
    const text = `${BASE}  "embedded": { sessions: 2 }\nseed: 1\nseed: 2\n`;
    expect(await mistakesOf(text)).toEqual([
      'x.yaml:4: modes.embedded: duplicate key (first on line 3)',
      'x.yaml:6: seed: duplicate key (first on line 5)',
    ]);
  });

  it('takes null for a word, written either way', async () => {
    expect((await load(`${BASE}  null: {}\n`)).modes.map(({ label }) => label)).toEqual(['embedded', 'null']);
    expect(await mistakesOf(`${BASE}  null: {}\n  "null": {}\n`)).toEqual([
      'x.yaml:5: modes.null: duplicate key (first on line 4)',
    ]);
  });

  it('takes numbers as they are written', async () => {
    const { modes } = await load(`${BASE}  007: { mode: embedded }\n`);
    expect(modes.map(({ label }) => label)).toEqual(['embedded', '007']);
  });

  it.each(['  ? [a, b]\n  : {}\n', '  : {}\n', '  "": {}\n'])('refuses %j', async (text) => {
    expect(await mistakesOf(`${BASE}${text}`)).toEqual([
      'x.yaml:4: modes: expected a plain key, such as a name, in front of the colon',
    ]);
  });

  it('does not confuse the names of built-in properties with keys', async () => {
    expect(await mistakesOf(`${BASE}  constructor: {}\n  __proto__: {}\ntoString: 1\n`)).toEqual([
      expect.stringMatching(/^x\.yaml:4: modes\.constructor: unknown mode "constructor" \(known: /),
      expect.stringMatching(/^x\.yaml:5: modes\.__proto__: unknown mode "__proto__" \(known: /),
      expect.stringMatching(/^x\.yaml:6: toString: unknown key "toString" \(known: /),
    ]);
  });
});

describe('aliases', () => {
  it('stand for their anchor, with mistakes on its line', async () => {
    const text = `${BASE}  micro: &four { mode: microservice, replicas: 4 }\n  again: *four\n`;
    expect((await load(text)).modes.slice(1).map(({ options }) => options)).toEqual([
      { replicas: 4, batching: false },
      { replicas: 4, batching: false },
    ]);
    expect(await mistakesOf(text.replace('replicas: 4', 'replicas: 0'))).toEqual([
      'x.yaml:4: modes.micro.replicas: expected at least 1, got 0',
      'x.yaml:4: modes.again.replicas: expected at least 1, got 0',
    ]);
  });

  it('survive a flag that removes their anchor', async () => {
    const text = `${BASE}  micro: &four { mode: microservice, replicas: 4 }\n  again: *four\n`;
    const scenario = await load(text, { overrides: { modes: ['again'] } });
    expect(scenario.modes).toEqual([
      { label: 'again', mode: 'microservice', options: { replicas: 4, batching: false } },
    ]);
  });

  it('are reported where nothing, or only themselves, is meant', async () => {
    expect(await mistakesOf(`${BASE}  a: *b\nobjectives: &o { p99: *o }\n`)).toEqual([
      'x.yaml:4: modes.a: alias *b has no anchor &b before it',
      expect.stringMatching(/^x\.yaml:4: modes\.a: unknown mode "a"/),
      'x.yaml:5: objectives.p99: alias *o has no anchor &o before it',
      expect.stringMatching(/^x\.yaml:5: objectives\.p99: expected a duration/),
    ]);
  });

  it('cannot blow a document up', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? 'x' : Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ');
      return `a${level}: &a${level} [${inner}]\n`;
    });
    expect(await mistakesOf(`${BASE}${levels.join('')}`)).toContainEqual(
      expect.stringMatching(/^x\.yaml:\d+: a\d\.\d: aliases stand for more than 100000 values$/),
    );
  });
});

it('refuses a document nested too deeply', async () => {
  const text = `${BASE}provenance: ${'['.repeat(200)}${']'.repeat(200)}\n`;
  expect(await mistakesOf(text)).toContainEqual('x.yaml:4: provenance: nested more than 100 levels deep');
});
