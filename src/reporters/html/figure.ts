import { SIZES, type ChartText, type Size } from './charts/draw.js';
import { html, type Markup } from './markup.js';
import { styleOfMode, type ModeStyles } from './palette.js';

/** A cell of a table: figures to the right, words to the left. */
export type Cell = string | { readonly words: string };

export interface TableData {
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly Cell[])[];
  /** What is not in it. */
  readonly note?: string;
}

/** A longer table stays folded up in print. */
const MOST_PRINTED_ROWS = 40;

export interface FigureParts {
  readonly text: ChartText;
  /** How to read it. */
  readonly caption: string;
  readonly draw: (size: Size) => Markup;
  readonly table: TableData;
  readonly legend?: Markup;
}

/** A chart for wide pages and one for phones, with the same figures as a table. */
export function figure({ text, caption, draw, table, legend }: FigureParts): Markup {
  return html`<figure id="${text.id}">
    <figcaption>${caption}</figcaption>
    ${legend}${SIZES.map((size) => html`<div class="${size.name}">${draw(size)}</div>`)}
    <details class="${table.rows.length > MOST_PRINTED_ROWS ? 'long' : 'short'}">
      <summary>The figures as a table</summary>
      ${tableOf(table, text.title)}
    </details>
  </figure> `;
}

/** A table that scrolls by itself where it is wider than the page. @param caption for readers who cannot see it */
export function tableOf({ head, rows, note }: TableData, caption: string): Markup {
  const isWords = (column: number): boolean => rows.some((row) => typeof row[column] === 'object');
  const headCells = head.map((title, column) =>
    column === 0 || isWords(column)
      ? html`<th scope="col" class="words">${title}</th>`
      : html`<th scope="col">${title}</th>`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
      <table>
        <thead>
          <tr>
            ${headCells}
          </tr>
        </thead>
        <tbody>
          ${rows.map(rowOf)}
        </tbody>
      </table>
    </div>
    ${note === undefined ? note : html`<p class="note">${note}</p>`}`;
}

function rowOf(cells: readonly Cell[]): Markup {
  const [name = '', ...rest] = cells;
  const text = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.words);
  const tds = rest.map((cell) =>
    typeof cell === 'string' ? html`<td>${cell}</td>` : html`<td class="words">${cell.words}</td>`,
  );
  return html`<tr>
    <th scope="row"><span class="name">${breakAtDots(text(name))}</span></th>
    ${tds}
  </tr>`;
}

/** A path such as `embedded.steady.p99Us`, which is broken between its parts first where there is no room. */
function breakAtDots(path: string): Markup[] {
  return path
    .split(/(?<=\.)(?!\d)/)
    .map((part, index) => (index === 0 ? html`${part}` : html`<wbr />${part}`));
}

/** A list; nothing where it is empty. */
export function listOf(items: readonly (string | Markup)[], kind = 'plain'): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<ul class="${kind}">
    ${items.map((item) => html`<li>${item}</li>`)}
  </ul>`;
}

/** Names with the lines that stand for them. @param only on phones, where names do not fit beside the lines */
export function lineLegend(labels: readonly string[], styles: ModeStyles): Markup {
  const items = labels.map((label) => html`<li>${lineSample(label, styles)}${label}</li>`);
  return html`<ul class="legend narrow-only">
    ${items}
  </ul>`;
}

/** The line that stands for a mode. */
export function lineSample(label: string, styles: ModeStyles): Markup {
  const { color, dash } = styleOfMode(styles, label);
  return html`<svg width="30" height="10" aria-hidden="true">
    <line
      x1="1"
      y1="5"
      x2="29"
      y2="5"
      stroke="${color}"
      stroke-width="2.5"
      stroke-dasharray="${dash ?? 'none'}"
    />
  </svg>`;
}

/** Names with the colours of the parts of bars. */
export function boxLegend(items: readonly { readonly name: string; readonly color: string }[]): Markup {
  return html`<ul class="legend">
    ${items.map(
      ({ name, color }) =>
        html`<li>
          <svg width="12" height="12" aria-hidden="true">
            <rect width="12" height="12" rx="2" fill="${color}" /></svg
          >${name}
        </li>`,
    )}
  </ul>`;
}
