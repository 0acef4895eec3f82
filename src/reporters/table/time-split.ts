import type { LoadSummary, TimeSplitSummary } from '../../result/contract.js';
import { formatCount } from '../format-number.js';
import { loadIds, type Column } from './columns.js';
import type { InvalidLoads } from './invalid-loads.js';
import type { Paint } from './paint.js';
import { flow, hang, wrapText } from './text.js';

/** Parts that are read together, with what draws them in a bar: told apart without colour. */
interface Slice {
  readonly name: string;
  readonly fill: string;
  /** Behind the name in the legend. */
  readonly about: string;
  /** Microseconds; null where it cannot be told. */
  readonly of: (split: TimeSplitSummary) => number | null;
}

/** What the predictor does not tell apart is promises and balancing, and shown apart only where it is more. */
const MUCH = 0.05;
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

/** The slices that any mode has. */
function slicesOf(splits: readonly TimeSplitSummary[]): Slice[] {
  const isApart = splits.some(({ other, endToEnd }) => other > MUCH * endToEnd);
  const slices: Slice[] = [
    {
      name: 'http',
      fill: '·',
      about: 'client, kernel, node:http, waiting for the event loop',
      of: ({ http }) => http,
    },
    {
      name: 'app',
      fill: '=',
      about: 'parse, encode, serialise',
      of: ({ parse, encode, serialise, other }) => parse + encode + serialise + (isApart ? 0 : other),
    },
    { name: 'queue', fill: '░', about: 'waiting for a run of the model', of: ({ queue }) => queue },
    {
      name: 'transport',
      fill: '~',
      about: 'the call to a model server, JSON at both ends included',
      of: ({ marshal, transport }) => marshal + transport,
    },
    { name: 'model', fill: '█', about: 'its run', of: ({ modelRun }) => modelRun },
    { name: 'table', fill: '▓', about: 'key, look-up, decoding', of: ({ tableRead }) => tableRead },
    {
      name: 'other',
      fill: '?',
      about: 'in the predictor, not told apart',
      of: ({ other }) => (isApart ? other : 0),
    },
  ];
  return slices.filter(({ of }) => splits.some((split) => of(split) !== 0));
}

interface Format {
  readonly unit: 'us' | 'ms';
  readonly text: (us: number | null) => string;
}

const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** One unit for all of them, so that they can be compared by eye. */
function formatterFor(splits: readonly TimeSplitSummary[]): Format {
  const unit = splits.every(({ endToEnd }) => endToEnd < 99_999.5) ? 'us' : 'ms';
  return {
    unit,
    text: (us) => {
      if (us === null) return '?';
      const value = unit === 'us' ? us : us / 1000;
      if (value < 0.05) return value > 0 ? '<0.1' : NONE;
      return value < 9.95 ? value.toFixed(1) : thousands.format(value);
    },
  };
}

function layOut(
  lines: readonly Line[],
  slices: readonly Slice[],
  format: Format['text'],
  width: number,
  paint: Paint,
): string[] {
  const longest = Math.max(...lines.map(({ split }) => split?.endToEnd ?? 0));
  const heads = ['p50', ...slices.map(({ name, fill }) => `${fill} ${name}`)];
  const rows = lines.map(({ split, doubt = '' }) => {
    if (!split) return undefined;
    const figures = [split.endToEnd, ...slices.map(({ of }) => of(split))].map(format);
    return { figures, doubt, split };
  });
  const doubtWidth = Math.max(0, ...rows.map((row) => row?.doubt.length ?? 0));
  const columnWidths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => row?.figures[at]?.length ?? 0)),
  );
  const label = Math.min(MOST_LABEL, Math.max(...lines.map((line) => line.label.length)));
  const align = (texts: readonly string[]): string =>
    texts.map((text, at) => text.padStart(columnWidths[at] ?? 0)).join(GAP);
  const beside = label + GAP.length + align(heads).length + (doubtWidth === 0 ? 0 : 1 + doubtWidth);
  const room = width - beside - GAP.length;
  const isWide = room >= LEAST_BAR;
  const bar = isWide ? room : width - label - GAP.length;

  const drawn = lines.flatMap((line, index) => {
    const row = rows[index];
    const name = line.label.length > label ? `${line.label.slice(0, label - 1)}…` : line.label.padEnd(label);
    if (!row) return [`${name}${GAP}${paint('quiet', 'not traced')}`];
    const { figures, doubt, split } = row;
    const drawing = drawBar(split, slices, bar / longest, paint);
    const mark = doubt === '' ? '' : ` ${paint('doubtful', doubt)}`;
    if (isWide)
      return [
        `${name}${GAP}${drawing.text}${' '.repeat(bar - drawing.length)}${GAP}${align(figures)}${mark}`,
      ];
    const items = figures.flatMap((figure, at) => (figure === NONE ? [] : [`${heads[at]} ${figure}`]));
    const below = flow(items, width - label - GAP.length, ', ').map((text) => ' '.repeat(label) + GAP + text);
    return [`${name}${GAP}${drawing.text}${mark}`, ...below];
  });
  if (!isWide) return drawn;
  return [' '.repeat(label + GAP.length + bar + GAP.length) + align(heads), ...drawn];
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

function legendOf(slices: readonly Slice[], splits: readonly TimeSplitSummary[]): string[] {
  const least = Math.min(...splits.map(({ sampled }) => sampled));
  return [
    ...slices.map(({ name, fill, about }) => `${fill} ${name}: ${about}`),
    `from at least ${formatCount(least)} traced requests a mode`,
  ];
}
