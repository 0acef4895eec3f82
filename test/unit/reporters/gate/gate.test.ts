import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';

import { gateHeadline } from '../../../../src/reporters/gate/words.js';
import { reporterFor } from '../../../../src/reporters/reporters.js';
import type { GateResult } from '../../../../src/result/gate-contract.js';
import { baselineGate, gate } from '../../../golden/documents/gate.js';
import { hostileText } from '../hostile-documents.js';
import { elementsOf, parseXml } from '../xml.js';

const render = (format: string, document: GateResult = gate()): Promise<string> =>
  Promise.resolve(reporterFor(format).render(document, { color: false, width: 100 }));

/** The same gate in which every text that a user or a process writes is this one. */
function withText(text: string): GateResult {
  const { gate: whole, rules, ...rest } = gate();
  const side = { ...whole.base, title: text };
  const failed = whole.failed.map((one) => ({ ...one, mode: text, message: text }));
  return {
    ...rest,
    gate: { ...whole, scenario: text, base: side, head: side, failed },
    rules: rules.map((rule) => ({ ...rule, path: text, mode: text, load: rule.load && text, reason: text })),
    warnings: [text],
  };
}

describe('a gate in words', () => {
  it('names what is broken, and counts the rest', () => {
    const [first, ...rest] = gateHeadline(gate());
    expect(first).toMatch(/^The gate fails: throughput of embedded at saturation \(15,200\/s to 12,180\/s, /);
    expect(rest).toEqual(['Not settled: 2 rules.', '2 rules passed.']);
    expect(gateHeadline(baselineGate())).toEqual(['The gate passes: all 2 rules hold.']);
  });
});

describe('hostile text in a gate', () => {
  const markdown = new MarkdownIt({ html: true });

  it('breaks no format', async () => {
    const known = await Promise.all(['html', 'markdown'].map((format) => render(format, withText('m'))));
    const tags = (text = ''): string[] =>
      [...parseHTML(text).document.querySelectorAll(':not(wbr)')].map((element) => element.tagName);
    const rowsOf = (text = ''): number =>
      markdown.parse(text, {}).filter(({ type }) => type === 'tr_open').length;
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const document = withText(text);
        expect(tags(await render('html', document))).toEqual(tags(known[0]));
        expect(rowsOf(await render('markdown', document))).toBe(rowsOf(known[1]));
        expect(elementsOf(parseXml(await render('junit', document)), 'testcase')).toHaveLength(6);
        expect(parse(await render('csv', document), { columns: true })).toHaveLength(6);
        for (const line of (await render('github', document)).trimEnd().split(/[\r\n]/))
          expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
        expect(await render('table', document)).not.toContain('\u001B');
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});
