import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';

import { compareHeadline } from '../../../../src/reporters/comparison/headline.js';
import { changeOf } from '../../../../src/reporters/comparison/rows.js';
import { reporterFor } from '../../../../src/reporters/reporters.js';
import type { CompareResult } from '../../../../src/result/compare-contract.js';
import { comparison } from '../../../golden/documents/comparison.js';
import { hostileText } from '../hostile-documents.js';
import { elementsOf, parseXml } from '../xml.js';

const OPTIONS = { color: false, width: 100 };
const render = (format: string, document: CompareResult = comparison()): Promise<string> =>
  Promise.resolve(reporterFor(format).render(document, OPTIONS));

const count = (change: ReturnType<typeof changeOf>): number =>
  comparison().rows.filter((row) => changeOf(row) === change).length;

/** The same comparison in which every text that a user writes is this one. */
function withText(text: string): CompareResult {
  const { compare, rows, geomeans, ...rest } = comparison();
  const side = { ...compare.base, scenario: text, model: { ...compare.base.model, name: text } };
  return {
    ...rest,
    compare: { base: side, other: side },
    rows: rows.map((row) => ({ ...row, mode: text, load: row.load === null ? null : text })),
    geomeans: geomeans.map((geomean) => ({ ...geomean, mode: text })),
    warnings: [text],
  };
}

describe('a comparison in words', () => {
  it('counts what got worse, stayed and is open, and names the first', () => {
    const [worse, same, open] = compareHeadline(comparison());
    expect(worse).toMatch(
      /^6 figures got worse: throughput of embedded at saturation \(15,200\/s to 12,100\/s, /,
    );
    expect(worse).toContain('and 3 more');
    expect(same).toBe('10 figures stayed the same within 5%.');
    expect(open).toMatch(/^Not decided for 3 figures/);
  });

  it('claims no change where none is proven', () => {
    const rows = comparison().rows.filter((row) => ['same', 'open'].includes(changeOf(row)));
    expect(compareHeadline({ ...comparison(), rows })[0]).toBe('No figure is proven to have changed.');
  });

  it('takes a rate that rose for better and a latency that rose for worse', () => {
    const [row] = comparison().rows;
    if (!row) throw new Error('no row');
    expect(changeOf({ ...row, better: 'higher', verdict: 'higher' })).toBe('better');
    expect(changeOf({ ...row, better: 'lower', verdict: 'higher' })).toBe('worse');
    expect(changeOf({ ...row, verdict: 'inconclusive' })).toBe('open');
  });
});

describe('a comparison', () => {
  it('is a row of CSV for each figure, unrounded', async () => {
    const rows: Record<string, string>[] = parse(await render('csv'), { columns: true });
    expect(rows).toHaveLength(comparison().rows.length);
    expect(rows[0]).toMatchObject({
      mode: 'embedded',
      load: 'saturation',
      old: '15200',
      new: '12100',
      n_old: '8',
    });
    expect(Number(rows[0]?.['ratio'])).toBe(comparison().rows[0]?.ratio);
  });

  it('fails a JUnit case for each figure that got worse, and skips what is open', async () => {
    const root = parseXml(await render('junit'));
    expect(elementsOf(root, 'testcase')).toHaveLength(comparison().rows.length);
    expect(elementsOf(root, 'failure')).toHaveLength(count('worse'));
    expect(elementsOf(root, 'skipped')).toHaveLength(count('open'));
  });

  it('warns on GitHub of each figure that got worse', async () => {
    const lines = (await render('github')).trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(count('worse'));
    expect(lines.filter((line) => line.startsWith('::error'))).toEqual([]);
  });

  it('gives github-action-benchmark the new figures, one direction a file', async () => {
    const read = async (format: string): Promise<{ name: string; value: number }[]> =>
      JSON.parse(await render(format)) as { name: string; value: number }[];
    const bigger = await read('benchmark-json-bigger');
    expect(bigger[0]).toMatchObject({ name: 'embedded / saturation / throughput', value: 12_100 });
    const all = [...bigger, ...(await read('benchmark-json-smaller'))];
    expect(all).toHaveLength(comparison().rows.length);
  });

  it('has a chart of ratios for each load in HTML, with its figures as a table', async () => {
    const { document } = parseHTML(await render('html'));
    expect(document.querySelectorAll('figure')).toHaveLength(3);
    expect(document.querySelectorAll('figure svg.chart')).toHaveLength(6);
    expect(document.querySelectorAll('#figures + .scroll tbody tr')).toHaveLength(comparison().rows.length);
    expect(document.querySelector('main')?.firstElementChild?.textContent).toContain('6 figures got worse');
  });
});

describe('hostile text in a comparison', () => {
  const markdown = new MarkdownIt({ html: true });

  it('breaks no format', async () => {
    const known = await Promise.all(['html', 'markdown'].map((format) => render(format, withText('m'))));
    const tags = (text = ''): string[] =>
      [...parseHTML(text).document.querySelectorAll(':not(wbr)')].map((e) => e.tagName);
    const rowsOf = (text = ''): number =>
      markdown.parse(text, {}).filter(({ type }) => type === 'tr_open').length;
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const document = withText(text);
        expect(tags(await render('html', document))).toEqual(tags(known[0]));
        expect(rowsOf(await render('markdown', document))).toBe(rowsOf(known[1]));
        expect(elementsOf(parseXml(await render('junit', document)), 'failure')).toHaveLength(count('worse'));
        expect(parse(await render('csv', document), { columns: true })).toHaveLength(document.rows.length);
        for (const line of (await render('github', document)).trimEnd().split(/[\r\n]/))
          expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
        // A line each, whatever a label has in it.
        const lines = (await render('table', document)).split('\n');
        expect(lines.findIndex((line) => line.startsWith('Geometric'))).toBe(document.rows.length + 5);
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});
