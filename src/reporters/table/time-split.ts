import type { LoadSummary } from '../../result/load-contract.js';
import type { TimeSplitSummary } from '../../result/time-split-contract.js';
import { formatCount } from '../format-number.js';
import { loadIds, type Column } from './columns.js';
import type { InvalidLoads } from './invalid-loads.js';
import type { Paint } from './paint.js';
import { firstThatFits, flow, hang, wrapText } from './text.js';
import { legendOf, slicesOf, type Slice } from './time-slices.js';

const NONE = '-';
const MOST_LABEL = 15;
const LEAST_BAR = 12;
const GAP = '  ';

interface Line {
  readonly label: string;
  readonly split: TimeSplitSummary | undefined;
  /** Numbers of the notes on the load, if it is not valid. */
  readonly doubt: string | undefined;
}

/**
 * Where a median request spends its time, one stacked bar a mode on a common scale, with the figures beside it (below
 * it in a narrow terminal). Of the first open load, where queues are short, else of the first closed one. Nothing
 * where nothing was traced.
 */
export function timeSplitLines(
  columns: readonly Column[],
  invalid: Pick<InvalidLoads, 'referTo'>,
  width: number,
  paint: Paint,
): string[] {
  const load = chooseLoad(columns);
  if (load === undefined) return [];
  const lines = columns.flatMap(({ label, mode }): Line[] => {
    const summary = mode.loads[load];
    return summary ? [{ label, split: summary.timeSplitUs, doubt: invalid.referTo(label, load) }] : [];
  });
  const splits = lines.flatMap(({ split }) => split ?? []);
  const slices = slicesOf(splits);
  const format = formatterFor(splits);
  return [
    ...wrapText(`Where the time of a median request goes: ${load}, in ${format.unit}`, width).map((line) =>
      paint('title', line),
    ),
    ...layOut(lines, slices, format.text, width, paint),
    ...flow(legendOf(slices, splits), width, '; ').map((line) => paint('quiet', line)),
    ...lines.flatMap(({ label, split }) =>
      split?.note === undefined ? [] : hang('  ', `${label}: ${split.note}`, width),
    ),
  ];
}

function chooseLoad(columns: readonly Column[]): string | undefined {
  const traced = (kind: LoadSummary['kind']): string | undefined =>
    loadIds(columns).find((id) =>
      columns.some(({ mode }) => mode.loads[id]?.kind === kind && mode.loads[id].timeSplitUs),
    );
  return traced('open') ?? traced('closed');
}

interface Format {
  readonly unit: 'us' | 'ms';
  readonly text: (us: number | null) => string;
}

/** One unit for all of them, so that they can be compared by eye. */
function formatterFor(splits: readonly TimeSplitSummary[]): Format {
  const unit = splits.every(({ endToEnd }) => endToEnd < 99_999.5) ? 'us' : 'ms';
  return {
    unit,
    text: (us) => {
      if (us === null) return '?';
      const value = unit === 'us' ? us : us / 1000;
      if (value < 0.05) return value > 0 ? '<0.1' : NONE;
      return value < 9.95 ? value.toFixed(1) : formatCount(value);
    },
  };
}

/** A mode that was traced, in words and numbers. */
interface Row {
  readonly split: TimeSplitSummary;
  /** Of the median and of every slice. */
  readonly figures: readonly string[];
}

function layOut(
  lines: readonly Line[],
  slices: readonly Slice[],
  format: Format['text'],
  width: number,
  paint: Paint,
): string[] {
  const heads = ['p50', ...slices.map(({ name, fill }) => `${fill} ${name}`)];
  const rows = lines.map(({ split }): Row | undefined => {
    return split && { split, figures: [split.endToEnd, ...slices.map(({ of }) => of(split))].map(format) };
  });
  const widest = (texts: readonly (string | undefined)[]): number =>
    Math.max(...texts.map((text) => text?.length ?? 0));
  const columnWidths = heads.map((head, at) => widest([head, ...rows.map((row) => row?.figures[at])]));
  const align = (texts: readonly string[]): string =>
    texts.map((text, at) => text.padStart(columnWidths[at] ?? 0)).join(GAP);

  const label = Math.min(MOST_LABEL, widest(lines.map((line) => line.label)));
  const indent = ' '.repeat(label) + GAP;
  const doubt = widest(lines.map((line) => line.doubt));
  const room = width - indent.length - (doubt === 0 ? 0 : 1 + doubt);
  const beside = GAP + align(heads);
  const isWide = room - beside.length >= LEAST_BAR;
  const bar = isWide ? room - beside.length : room;
  const longestUs = Math.max(1, ...rows.map((row) => (row ? lengthOf(row.split, slices) : 0)));

  const drawn = lines.flatMap((line, index) => {
    const row = rows[index];
    const name = firstThatFits([line.label], label).padEnd(label) + GAP;
    if (!row) return [name + paint('quiet', 'not traced')];
    const mark = line.doubt === undefined ? '' : ` ${paint('doubtful', line.doubt)}`;
    const { text, length } = drawBar(row.split, slices, bar / longestUs, paint);
    if (isWide) return [`${name}${text}${' '.repeat(bar - length)}${GAP}${align(row.figures)}${mark}`];
    const items = row.figures.flatMap((figure, at) => (figure === NONE ? [] : [`${heads[at]} ${figure}`]));
    return [name + text + mark, ...flow(items, width - indent.length, ', ').map((below) => indent + below)];
  });
  return isWide ? [indent + ' '.repeat(bar) + beside, ...drawn] : drawn;
}

/** The median, or what its parts come to where they exceed it. */
function lengthOf(split: TimeSplitSummary, slices: readonly Slice[]): number {
  return Math.max(
    split.endToEnd,
    slices.reduce((sum, { of }) => sum + (of(split) ?? 0), 0),
  );
}

/**
 * Whole columns by the largest remainder (Hamilton's method): the bar is as long as its time, and a part that is too
 * short to be drawn never takes the column of a longer one.
 */
function drawBar(
  split: TimeSplitSummary,
  slices: readonly Slice[],
  columnsPerUs: number,
  paint: Paint,
): { readonly text: string; readonly length: number } {
  const exact = slices.map(({ of }) => (of(split) ?? 0) * columnsPerUs);
  const columns = exact.map(Math.floor);
  const length = Math.round(exact.reduce((sum, part) => sum + part, 0));
  const byRemainder = exact
    .map((part, at) => ({ at, remainder: part - Math.floor(part) }))
    .sort((a, b) => b.remainder - a.remainder);
  const left = length - columns.reduce((sum, part) => sum + part, 0);
  for (const { at } of byRemainder.slice(0, left)) columns[at] = (columns[at] ?? 0) + 1;
  const text = slices
    .map(({ fill, name }, at) => paint(name === 'http' ? 'quiet' : 'plain', fill.repeat(columns[at] ?? 0)))
    .join('');
  return { text, length };
}
