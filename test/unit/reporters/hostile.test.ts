import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';

import { csvReporter } from '../../../src/reporters/csv.js';
import { escapeXml } from '../../../src/reporters/escape-xml.js';
import { githubReporter } from '../../../src/reporters/github.js';
import { htmlReporter } from '../../../src/reporters/html/html.js';
import { junitReporter } from '../../../src/reporters/junit.js';
import { markdownReporter } from '../../../src/reporters/markdown/markdown.js';
import { escapeMarkdown } from '../../../src/reporters/markdown/escape-markdown.js';
import { oneLine } from '../../../src/reporters/table/text.js';
import { hostileDocument, hostileText, hostileTexts } from './hostile-documents.js';
import { elementsOf, parseXml } from './xml.js';

/** As GitHub reads it: tables, and HTML as it stands. */
const markdown = new MarkdownIt({ html: true });

/** The text that a reader sees, without the comments that keep names from being linked. */
function textOf(source: string): string {
  return markdown
    .parse(source, {})
    .flatMap(({ children, content, type }) => children ?? (type === 'fence' ? [{ type, content }] : []))
    .filter(({ type }) => ['text', 'text_special', 'code_inline', 'fence'].includes(type))
    .map(({ content }) => content)
    .join('');
}

/** What XML and HTML can hold of a text; a parser of HTML reads line breaks of its own. */
const held = (text: string): string =>
  oneLine(parseXml(`<a>${escapeXml(text)}</a>`).text.replaceAll('\uFFFD', ' '));

/** As a file has it: half a surrogate pair is no character. */
const inUtf8 = (text: string): string => Buffer.from(text).toString();

describe('text that anyone may bring', () => {
  it('stays in its cell, item or paragraph of markdown, and reads as it is', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const escaped = escapeMarkdown(text);
        const seen = textOf(`| a | b |\n| - | - |\n| ${escaped} | end |\n\n- ${escaped}\n`);
        const line = oneLine(text).replaceAll('\uFFFD', '');
        expect(seen.replaceAll('\uFFFD', '')).toBe(`ab${line}end${line}`);
      }),
      { numRuns: 500 },
    );
  });

  it('breaks no markdown comment', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const text = markdownReporter.render(hostileDocument(texts));
        const blocks = markdown.parse(text, {});
        const rawHtml = blocks
          .filter(({ type }) => type === 'html_block')
          .map(({ content }) => content.replace(/<summary>.*<\/summary>/s, '').trim());
        expect(new Set(rawHtml.slice(1))).toEqual(new Set(['<details>', '</details>']));
        const inline = blocks.flatMap(({ children }) => children ?? []);
        expect(
          inline.filter(({ type, content }) => type === 'html_inline' && content !== '<!-- -->'),
        ).toEqual([]);
        expect(inline.filter(({ type }) => type.startsWith('link') || type === 'image')).toEqual([]);
        // A row for each mode: no label opened a column or a line.
        const head = blocks.findIndex(({ type }) => type === 'tbody_open');
        const end = blocks.findIndex(({ type }) => type === 'tbody_close');
        expect(blocks.slice(head, end).filter(({ type }) => type === 'tr_open')).toHaveLength(4);
      }),
    );
  });

  it('breaks no CSV', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const rows: Record<string, string>[] = parse(csvReporter.render(hostileDocument(texts)), {
          columns: true,
          record_delimiter: '\r\n',
        });
        const modes = new Set(rows.map(({ mode }) => mode));
        expect(modes).toEqual(new Set([texts.label, 'other', 'doubtful', texts.failed].map(inUtf8)));
        expect(new Set(rows.map(({ scenario }) => scenario))).toEqual(new Set([inUtf8(texts.scenario)]));
      }),
    );
  });

  it('breaks no JUnit file', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const root = parseXml(junitReporter.render(hostileDocument(texts)));
        const cases = elementsOf(root, 'testcase');
        // Three measured modes with a case for what the whole mode misses, and the failed one.
        expect(cases).toHaveLength(3 * 2 + 1);
        expect(new Set(cases.flatMap(({ children }) => children.map(({ name }) => name)))).toEqual(
          new Set(['failure', 'error']),
        );
      }),
    );
  });

  it('starts no workflow command', () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const lines = githubReporter
          .render(hostileDocument(texts))
          .trimEnd()
          .split(/[\r\n]/);
        for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
        // Failed, two missed objectives of each of three modes; the invalid load and the warning; the answer.
        expect(lines).toHaveLength(7 + 2 + 1);
      }),
    );
  });

  it('becomes no element of a page', async () => {
    const harmless = { label: 'm', failed: 'f', load: 'l', scenario: 's', message: 'x' };
    const count = async (document: ReturnType<typeof hostileDocument>) => {
      const { document: page } = parseHTML(await htmlReporter.render(document));
      // A name may be broken at each of its dots.
      const names = [...page.querySelectorAll('*:not(wbr)')].map(({ tagName }) => tagName.toLowerCase());
      return { page, names };
    };
    const { names: known } = await count(hostileDocument(harmless));
    await fc.assert(
      fc.asyncProperty(hostileTexts, async (texts) => {
        const { page, names } = await count(hostileDocument(texts));
        expect(names).toEqual(known);
        expect(oneLine(page.querySelector('h1')?.textContent.replaceAll('\uFFFD', ' ') ?? '')).toBe(
          held(texts.scenario),
        );
        for (const element of page.querySelectorAll('*')) {
          for (const { name } of element.attributes) expect(name).not.toMatch(/^on|^src$|^xlink/);
        }
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});
