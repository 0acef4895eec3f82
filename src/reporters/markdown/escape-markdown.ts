import { escapeXml } from '../escape-xml.js';
import { printableLines } from '../plain-text.js';
import { oneLine } from '../table/text.js';

/** What stands between a sign and a name, so that GitHub notifies no one and links no issue: an empty comment. */
const NOTHING = '<!-- -->';

/**
 * Text in a table cell, a list item or a paragraph of GitHub's markdown: one line that reads as it is. Signs of
 * markdown, HTML and TeX are escaped by backslashes; `@name` and `#12` get an empty comment, since GitHub looks for
 * them in the rendered text.
 * @param most characters, of which the rest is cut
 */
export function escapeMarkdown(text: string, most = 400): string {
  const line = oneLine(text);
  const whole = [...line];
  const kept = whole.length > most ? `${whole.slice(0, most - 1).join('')}…` : line;
  return kept
    .replace(/[\\`*_{}[\]<>|~&!$]/g, '\\$&')
    .replace(/[@#]/g, `$&${NOTHING}`)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** Text inside an HTML element of markdown, on one line: an empty one would end the element. */
export function escapeInElement(text: string): string {
  return escapeXml(oneLine(text)).replace(/[@#]/g, `$&${NOTHING}`);
}

/** Text as it is written, in a fence that it cannot close. */
export function codeBlock(text: string, language: string): string {
  const body = printableLines(text).trimEnd();
  const longest = Math.max(0, ...[...body.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}

/** A table of escaped cells. @param aligned one for each column */
export function tableOf(
  head: readonly string[],
  aligned: readonly ('left' | 'right')[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = aligned.map((side) => (side === 'left' ? ':--' : '--:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
