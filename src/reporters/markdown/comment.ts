import { escapeInElement } from './escape-markdown.js';

/** GitHub refuses comments of more than 65,536 characters; some room for what a workflow puts around it. */
const MOST_CHARACTERS = 65_000;

/** A part of a report that is folded up until someone wants it. */
export interface Details {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** GitHub parses markdown inside HTML only after an empty line. */
export function foldUp({ title, body }: Details): string {
  return `<details>\n<summary>${escapeInElement(title)}</summary>\n\n${body}\n\n</details>`;
}

/**
 * An HTML comment by which a workflow finds the comment it wrote before and updates it in place: made of letters,
 * digits and single hyphens, so that nothing closes it.
 */
export function markerFor(kind: 'report' | 'compare' | 'gate' | 'drill', scenario: string): string {
  const name = scenario.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `<!-- servebench-${kind}: ${name.replace(/^-|-$/g, '').slice(0, 100)} -->`;
}

/** Sections from the first on while they fit. */
export function fitComment(core: readonly string[], details: readonly string[]): string {
  const note = (left: number): string =>
    `_${left} of ${details.length} details did not fit: see the HTML report._`;
  const room = MOST_CHARACTERS - note(details.length).length;
  const kept: string[] = [];
  let length = 0;
  for (const part of [...core, ...details]) {
    length += part.length + 2;
    if (length > room) break;
    kept.push(part);
  }
  const left = core.length + details.length - kept.length;
  return `${[...kept, ...(left > 0 ? [note(left)] : [])].join('\n\n')}\n`;
}
