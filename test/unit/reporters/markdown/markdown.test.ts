import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';

import { markdownReporter, markerOf } from '../../../../src/reporters/markdown/markdown.js';
import { modeOf, resultOf } from '../../../golden/documents/build.js';
import { everything } from '../../../golden/documents/everything.js';
import { sweep } from '../../../golden/documents/sweep.js';
import { troubles } from '../../../golden/documents/troubles.js';

const MOST = 65_536;
const blocks = (text: string) => new MarkdownIt({ html: true }).parse(text, {});

describe('the markdown report', () => {
  it('has the table first, then the answer, then what is folded up', () => {
    const text = markdownReporter.render(everything());
    const at = ['<!-- servebench-report', '### servebench', '| mode |', 'embedded wins on', '<details>'].map(
      (part) => text.indexOf(part),
    );
    expect(at).not.toContain(-1);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
  });

  it('marks in the table what the answer says, and nothing else', () => {
    const rows = markdownReporter.render(everything()).split('\n');
    const cells = (label: string) => rows.find((row) => row.startsWith(`| ${label} |`))?.split(' | ') ?? [];
    expect(cells('embedded').filter((cell) => cell.startsWith('**'))).toEqual([
      '**15,200/s**',
      '**210 us**',
      '**1,065 us**',
    ]);
    expect(cells('precomputed').filter((cell) => cell.startsWith('**'))).toEqual([]);
    expect(cells('precomputed').join()).toContain('(56.0% answered)');
    expect(cells('microservice').join()).toContain('(not valid)');
  });

  it('is found again by its marker, which is the same for every run of a scenario', () => {
    const first = markerOf(everything());
    expect(first).toBe('<!-- servebench-report: quickstart -->');
    expect(markdownReporter.render(everything()).startsWith(`${first}\n`)).toBe(true);
    const again = { ...everything(), run: { ...everything().run, id: 'ffffffff', seed: 2 } };
    expect(markerOf(again)).toBe(first);
    expect(markerOf(troubles())).toMatch(/^<!-- servebench-report: [a-z0-9-]+ -->$/);
    expect(markerOf(sweep())).toBe('<!-- servebench-report: unseen -->');
  });

  it('fits a comment whatever the run, and says what did not', () => {
    const mode = everything().modes['embedded'];
    if (!mode) throw new Error('embedded');
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`mode-${index}-${'x'.repeat(60)}`, mode]),
    );
    const text = markdownReporter.render(resultOf(many, { scenarioText: 'x: y\n'.repeat(30_000) }));
    expect(text.length).toBeLessThan(MOST);
    expect(text).toContain('more rows');
    expect(text).toContain('did not fit');
    expect(blocks(text).filter(({ content }) => content.startsWith('<details>')).length).toBe(
      blocks(text).filter(({ content }) => content.startsWith('</details>')).length,
    );
  });

  it('has a row for each value and mode of a sweep', () => {
    const text = markdownReporter.render(sweep());
    expect(text.match(/^\| traffic\.unseen = /gm)).toHaveLength(9);
    expect(text).toContain('**traffic.unseen = 0.2:** embedded wins on');
  });

  it('has a place for a run of nothing', () => {
    expect(
      markdownReporter.render({ schemaVersion: 1, sweep: { path: 'a', values: [] }, runs: [] }),
    ).toContain('No run');
    const empty = modeOf('a', { loads: {}, anonBytes: 1, storage: { model: 1 }, cpuUs: 1 });
    expect(markdownReporter.render(resultOf({ a: empty }))).toContain('| a |');
  });
});
