import { describe, expect, it } from 'vitest';
import { BASE, load, mistakesOf } from './workspace.js';

describe('--set', () => {
  it('changes a value, creates a missing one, and shows in the text; comments stay', async () => {
    const text = `# why\n${BASE}seed: 4 # chosen\n`;
    const scenario = await load(text, {
      set: ['seed=5', 'objectives.p99=20ms', 'modes.embedded.sessions=3', 'traffic={ generator: random }'],
    });
    expect(scenario).toMatchObject({
      seed: 5,
      objectives: { latencyUs: { p99: 20_000 } },
      modes: [{ options: { sessions: 3 } }],
      traffic: { kind: 'random' },
    });
    expect(scenario.text).toBe(`# why
model: ../models/clicks
modes:
  embedded: { sessions: 3 }
seed: 5 # chosen
objectives:
  p99: 20ms
traffic: { generator: random }
`);
  });

  it('reaches the mode null, and lets the last of two win', async () => {
    const scenario = await load(`${BASE}  null:\n`, {
      set: ['modes.null.mode=embedded', 'seed=1', 'seed=2'],
    });
    expect(scenario.modes[1]).toMatchObject({ label: 'null', mode: 'embedded' });
    expect(scenario.seed).toBe(2);
  });

  it('takes everything after the first = as the value', async () => {
    expect((await load(BASE, { set: ['question=a = b?'] })).question).toBe('a = b?');
  });

  it('reaches list entries by index, one beyond the last included', async () => {
    const text = `${BASE}sweep: { traffic.unseen: [0, 5] }\ntraffic: { generator: zipf }\n`;
    const lists = `${text}extra: [{ a: 1 }]\n`;
    expect(
      await mistakesOf(lists, { set: ['extra.0.a=2', 'extra.1.b=3', 'extra.3=1', 'extra.x=1'] }),
    ).toEqual([
      'x.yaml:4: sweep.traffic.unseen.1: with 5, traffic.unseen: expected a share from 0 to 1, got 5 (for 5 percent write 5%)',
      expect.stringMatching(/^x\.yaml:6: extra: unknown key/),
      '--set extra.3=1: extra.3: expected an index from 0 to 2 in place of "3"',
      '--set extra.x=1: extra.x: expected an index from 0 to 2 in place of "x"',
    ]);
  });

  it('is named, not a line, where its value is wrong', async () => {
    const set = [
      'traffic.unsen=0.1',
      'traffic.generator=zipf',
      'repeats=',
      'loads.a.kind=opn',
      'modes.embedded.x.y=1',
    ];
    expect(await mistakesOf(BASE, { set })).toEqual([
      '--set repeats=: repeats: empty; expected a whole number',
      '--set traffic.unsen=0.1: traffic.unsen: unknown key "unsen" (did you mean "unseen"?)',
      '--set modes.embedded.x.y=1: modes.embedded.x: unknown key "x" (known: sessions, mode)',
      '--set loads.a.kind=opn: loads.a.kind: unknown kind of load "opn" (did you mean "open"? known: closed, open, search)',
    ]);
  });

  it.each([
    ['seed', 'expected path=value, for example --set traffic.unseen=0.1'],
    ['=5', 'expected path=value, for example --set traffic.unseen=0.1'],
    ['a..b=5', 'expected path=value, for example --set traffic.unseen=0.1'],
    ['seed=[', 'seed: not valid YAML: Flow sequence must end with a ]'],
    ['seed={ a: 1, a: 2 }', 'seed: duplicate key (first on line 1)'],
    ['model.name=x', 'model.name: cannot set "name" inside model, which is "../models/clicks"'],
  ])('refuses %s', async (set, problem) => {
    expect(await mistakesOf(BASE, { set: [set] })).toEqual([`--set ${set}: ${problem}`]);
  });

  it('does not add to a document that is no mapping', async () => {
    expect(await mistakesOf('[]', { set: ['seed=1'] })).toEqual([
      'x.yaml:1: expected a mapping with at least model and modes, got []',
      '--set seed=1: seed: the document is not a mapping',
    ]);
  });
});
