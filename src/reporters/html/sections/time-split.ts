import { formatShare, formatUs } from '../../format-number.js';
import { timeSplitOf, type TimeSplit } from '../../optional-parts.js';
import { barFigure } from '../bar-figure.js';
import { tickUs } from '../charts/axes.js';
import { listOf } from '../figure.js';
import { html, type Markup } from '../markup.js';
import { partColor } from '../palette.js';
import { chartLabel, loadsOf, type LoadReport, type Report, type Section } from '../report.js';

/** Names of the parts, where they are not words already. */
const NAMES: Readonly<Record<string, string>> = {
  http: 'HTTP and waiting',
  parse: 'parse JSON',
  encode: 'encode',
  queue: 'queue',
  marshal: 'marshal',
  transport: 'transport',
  modelRun: 'model',
  tableRead: 'table',
  other: 'other',
  serialise: 'write JSON',
};

interface Split {
  readonly label: string;
  readonly split: TimeSplit;
}

/** Where the time of a median request goes, load by load; nothing where no request was traced. */
export function timeSplitSection(report: Report): Section | undefined {
  const figures = loadsOf(report).flatMap((load) => {
    const splits = load.modes.flatMap(({ column, summary }): Split[] => {
      const split = timeSplitOf(summary);
      return split ? [{ label: chartLabel(column, summary), split }] : [];
    });
    return splits.length > 0 ? [loadFigure(report, load, splits)] : [];
  });
  if (figures.length === 0) return undefined;
  return {
    id: 'time',
    title: 'Where the time goes',
    body: html`
      <p class="note">
        The parts of a request around the median latency, in the order in which it passes them.
      </p>
      ${figures}
    `,
  };
}

function loadFigure(report: Report, { load, key }: LoadReport, splits: readonly Split[]): Markup {
  const found = new Set(splits.flatMap(({ split }) => split.parts.map(({ name }) => name)));
  const names = [...new Set([...Object.keys(NAMES), ...found])].filter((name) => found.has(name));
  const title = (name: string): string => NAMES[name] ?? name;
  const bars = splits.map(({ label, split }) => {
    const parts = names.flatMap((name, index) => {
      const part = split.parts.find((one) => one.name === name);
      return part
        ? [{ name: title(name), value: part.us, color: partColor(index), inside: title(name) }]
        : [];
    });
    return { label, parts, end: formatUs(split.endToEndUs) };
  });
  const chart = barFigure({
    id: `${report.key}-${key}-time`,
    title: `Where the time of a median request goes at ${load}`,
    caption: 'Of a median request; at the end of each bar its whole latency.',
    bars,
    format: tickUs,
    order: names.map(title),
    table: {
      head: ['mode', 'latency', ...names.map(title)],
      rows: splits.map(({ label, split }) => [
        label,
        formatUs(split.endToEndUs),
        ...names.map((name) => {
          const part = split.parts.find((one) => one.name === name);
          return part ? `${formatUs(part.us)} (${formatShare(part.us / split.endToEndUs)})` : '-';
        }),
      ]),
    },
  });
  const notes = splits.flatMap(({ label, split: { note } }) =>
    note === undefined ? [] : [`${label}: ${note}`],
  );
  return html`<h3>${load}</h3>
    ${chart}${listOf(notes, 'note')}`;
}
