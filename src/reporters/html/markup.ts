import { escapeAttribute } from '../escape-xml.js';

/** HTML that is safe to stand in a page. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly (string | Markup)[] | undefined;

/**
 * A template of HTML. Everything that is put into it is escaped, in text and in quoted attributes alike, unless it is
 * markup already; lists are joined, and undefined is nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: strings.map((text, index) => unindent(text) + textOf(parts[index])).join('') };
}

/** Markup from a library. @param markup must not hold text that is not escaped */
export function trusted(markup: string): Markup {
  return { markup };
}

/** How a template is laid out in the source is of no use to a page. */
function unindent(text: string): string {
  return text.replace(/\n\s*/g, '\n');
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeAttribute(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(textOf).join('');
}
