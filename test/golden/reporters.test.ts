import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';

import { summarizeRun } from '../../src/bench/summarize.js';
import { REPORTERS } from '../../src/reporters/reporters.js';
import type { Document, Reporter, RenderOptions } from '../../src/reporters/reporter.js';
import { documentSchema, type Result, type SweepResult } from '../../src/result/contract.js';
import { comparison } from './documents/comparison.js';
import { drill } from './documents/drill.js';
import { everything } from './documents/everything.js';
import { baselineGate, gate } from './documents/gate.js';
import { troubles } from './documents/troubles.js';
import { goldenRun } from './golden-run.js';

/*
 * Every reporter renders the same documents to committed text: a stored run with a variant that fails and a load that is
 * not valid, a sweep, a run with a capacity search, an interrupted run full of troubles and hostile text, two runs
 * compared, gates, and a drill. After a wanted change: `npm run golden`, and read the diff. A new reporter is picked up by itself.
 */

const PLAIN: RenderOptions = { color: false, width: 100 };
const result: Result = summarizeRun(goldenRun());
/** Two modes of the golden run, twice, as if a value had been swept. */
const swept: Result = {
  ...result,
  modes: Object.fromEntries(
    Object.entries(result.modes).filter(([label]) => ['embedded', 'precomputed'].includes(label)),
  ),
  comparisons: result.comparisons.filter(
    ({ mode, against }) => mode === 'precomputed' && against === 'embedded',
  ),
};
const sweep: SweepResult = {
  schemaVersion: 1,
  sweep: { path: 'traffic.unseen', values: [0.05, 0.2] },
  runs: [swept, { ...swept, run: { ...swept.run, id: '60de0002' } }],
};

const file = (name: string): string => resolve('test/golden', name);
const reporters: readonly Reporter[] = Object.values(REPORTERS);

const documents: readonly (readonly [suffix: string, document: Document])[] = [
  ['', result],
  ['-sweep', sweep],
  ['-capacity', everything()],
  ['-troubles', troubles()],
  ['-comparison', comparison()],
  ['-gate', gate()],
  ['-baseline', baselineGate()],
  ['-drill', drill()],
];

it.each(documents)('the document%s is one of the result contract', (_suffix, document) => {
  expect(documentSchema.safeParse(document).error).toBeUndefined();
});

describe.each(reporters.map((reporter) => [reporter.id, reporter] as const))('%s', (id, reporter) => {
  const extension = reporter.extensions[0] ?? '.txt';

  it.each(documents)('renders the document%s', async (suffix, document) => {
    const text = await reporter.render(document, PLAIN);
    await expect(text).toMatchFileSnapshot(file(`${id}${suffix}${extension}`));
  });

  it.each(documents)(
    'renders the document%s to the same text again, which ends with a newline',
    async (_, document) => {
      const text = await reporter.render(document, PLAIN);
      expect(text.endsWith('\n')).toBe(true);
      expect(await reporter.render(structuredClone(document), PLAIN)).toBe(text);
    },
  );

  it('has no escape sequence without colour, and adds nothing but colour with it', async () => {
    const plain = await reporter.render(result, PLAIN);
    expect(plain).not.toContain('\u001B');
    expect(stripVTControlCharacters(await reporter.render(result, { ...PLAIN, color: true }))).toBe(plain);
  });
});

describe('the table', () => {
  const { table } = REPORTERS;

  it('is coloured for a terminal', async () => {
    const text = table.render(result, { ...PLAIN, color: true });
    await expect(text.replaceAll('\u001B', '\\e')).toMatchFileSnapshot(file('table-color.txt'));
  });

  it('shows ratios to a chosen mode', async () => {
    const text = table.render(result, { ...PLAIN, against: 'microservice' });
    await expect(text).toMatchFileSnapshot(file('table-against.txt'));
  });

  it.each([100, 80, 60])('fits %i columns', (width) => {
    const lines = table.render(result, { ...PLAIN, width }).split('\n');
    expect(lines.filter((line) => [...line].length > width)).toEqual([]);
  });
});
