import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';

import { htmlReporter } from '../../../../src/reporters/html/html.js';
import type { Document } from '../../../../src/reporters/reporter.js';
import type { Result } from '../../../../src/result/contract.js';
import { modeOf, resultOf } from '../../../golden/documents/build.js';
import { everything } from '../../../golden/documents/everything.js';
import { sweep } from '../../../golden/documents/sweep.js';
import { troubles } from '../../../golden/documents/troubles.js';

const pageOf = async (document: Document) => parseHTML(await htmlReporter.render(document)).document;

type Page = Awaited<ReturnType<typeof pageOf>>;

describe('the HTML report', () => {
  /** Of everything, of troubles, and of a sweep: looked at, not changed. */
  let pages: readonly Page[];
  let page: Page;
  beforeAll(async () => {
    pages = await Promise.all([everything(), troubles(), sweep()].map(pageOf));
    page = pages[0] as Page;
  });

  it('has the answer before anything else', () => {
    expect(page.querySelector('main')?.firstElementChild?.textContent).toContain(
      'embedded wins on p50 at steady',
    );
    const problems = [...page.querySelectorAll('.callout h3')].map(({ textContent }) => textContent);
    expect(problems).toEqual(['Not valid, and not used in any comparison', 'Objectives missed', 'Warnings']);
  });

  it('has a section for everything that was measured, and links to it', () => {
    const ids = [...page.querySelectorAll('nav a')].map((link) => link.getAttribute('href')?.slice(1) ?? '');
    expect(ids).toEqual([
      ...[
        'comparisons',
        'latency',
        'capacity',
        'time',
        'neighbours',
        'series',
        'resources',
        'coverage',
        'validity',
        'environment',
      ],
    ]);
    for (const id of ids) expect(page.getElementById(id)?.tagName, id).toBe('H2');
  });

  it('gives every chart a title, a description and the same figures as a table', () => {
    for (const one of pages) {
      const charts = [...one.querySelectorAll('svg.chart')];
      expect(charts.length).toBeGreaterThan(5);
      for (const chart of charts) {
        expect(chart.getAttribute('role')).toBe('img');
        const names = chart.getAttribute('aria-labelledby')?.split(' ') ?? [];
        expect(names).toHaveLength(2);
        for (const name of names) expect(one.getElementById(name)?.textContent, name).not.toBe('');
        expect(chart.closest('figure')?.querySelectorAll('details tbody tr').length).toBeGreaterThan(0);
      }
      const ids = [...one.querySelectorAll('[id]')].map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('draws a mode in one colour everywhere', () => {
    const memory = [...page.querySelectorAll('#r0-memory .wide rect')].map((bar) => bar.getAttribute('fill'));
    const legend = [...page.querySelectorAll('.legend.stacked line')].map((line) =>
      line.getAttribute('stroke'),
    );
    expect(memory).toEqual(legend);
    expect(new Set(memory).size).toBe(5);
  });

  it('refers to nothing outside itself, and runs nothing', () => {
    for (const one of pages) {
      expect(one.querySelectorAll('script, iframe, object, embed, img, form')).toHaveLength(0);
      for (const link of one.querySelectorAll('[href], [src]')) {
        expect(link.getAttribute('href') ?? link.getAttribute('src')).toMatch(/^(#|data:,)/);
      }
      expect(one.querySelector('style')?.textContent).not.toMatch(/url\(|@import/);
    }
  });

  it('renders the same document to the same text', async () => {
    const first = await htmlReporter.render(everything());
    expect(await htmlReporter.render(everything())).toBe(first);
  });

  it('shows what there is of a run without repeats, loads or modes', async () => {
    const nothing = modeOf('a', { loads: {}, anonBytes: 1, storage: { model: 1 }, cpuUs: 1 });
    const documents: Document[] = [
      resultOf({}),
      resultOf({ a: nothing }),
      { schemaVersion: 1, sweep: { path: 'a', values: [1] }, runs: [] },
    ];
    for (const document of documents) expect((await pageOf(document)).querySelector('main')).not.toBeNull();
  });

  it('stays light for a long run of many modes', async () => {
    expect((await htmlReporter.render(longRun())).length).toBeLessThan(2_000_000);
  }, 30_000);
});

/** Ten modes, 20 repeats, trials of five minutes. */
function longRun(): Result {
  const base = everything();
  const modes = Object.entries(base.modes).flatMap(([label, mode]) => {
    const loads = Object.entries(mode.loads).map(([load, summary]) => {
      const repeats = Array.from({ length: 20 }, (_, block) => {
        const [repeat] = summary.repeats;
        const seconds = Array.from({ length: 300 }, (__, second) => 1000 + ((second * block) % 97));
        return Object.assign({ ...repeat, block }, { series: { completed: seconds, p99Us: seconds } });
      });
      return [load, { ...summary, repeats }] as const;
    });
    const long = { ...mode, loads: Object.fromEntries(loads) as typeof mode.loads };
    return [
      [label, long],
      [`${label}-2`, long],
    ];
  });
  return { ...base, modes: Object.fromEntries(modes) as Result['modes'] };
}
