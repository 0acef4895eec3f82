import { readLoad } from '../../result/read-load.js';
import type { Result } from '../../result/contract.js';
import type { LoadSummary } from '../../result/load-contract.js';
import { generatorLimit, isLowerBound } from '../../result/limits.js';
import { LOAD_METRICS, loadKindOf, type LoadMetric } from '../../result/metrics.js';
import { formatCount, formatFigure, formatShare } from '../format-number.js';
import { sloWords } from './capacity-lines.js';
import { answeredShare, loadIds, type Column } from './columns.js';
import { describeLoad } from './describe-load.js';
import { NOTHING, type Cell, type Group, type Row } from './grid.js';
import { intervalRow } from './interval-row.js';
import type { InvalidLoads } from './invalid-loads.js';
import { rankFigures, type Figure } from './rank.js';

/** Beside a percentile that the load process limits: the notes say how. */
export const LIMITED = '!gen';

const FAILED: Cell = { kind: 'figure', text: 'failed', tone: 'bad' };

/** One group a load: its metrics, and what was not answered where that is anything. */
export function loadGroups(
  result: Result,
  columns: readonly Column[],
  invalid: InvalidLoads,
  base: number | undefined,
): Group[] {
  return loadIds(columns).flatMap((load): Group[] => {
    const loads = columns.flatMap(({ mode }) => mode.loads[load] ?? []);
    const [known] = loads;
    if (known === undefined) return [];
    const kind = loadKindOf(known);
    const rows = LOAD_METRICS.filter((metric) => metric.kinds.includes(kind)).flatMap((metric): Row[] => {
      const figures = columns.map((column) =>
        loadFigure(column, load, metric, invalid.referTo(column.label, load)),
      );
      if (metric.applies && !loads.some(metric.applies)) return [];
      const format = (value: number): string => formatFigure(value, metric.unit);
      // Latencies of two modes at their own capacities are not compared.
      const withRatios = kind !== 'search' || metric.id === 'capacityRps';
      const cells = rankFigures(figures, { better: metric.better, format, base, withRatios });
      return [{ label: metric.title, cells }, ...intervalRow(columns, load, metric)];
    });
    const about = known.search ? searchWords(known.search) : describeLoad(result.run, load, known.kind);
    return [{ name: load, about, rows: [...rows, ...answeredRow(columns, load), ...lostRow(columns, load)] }];
  });
}

/** What a load's metric says of one mode. @param doubt the numbers of the notes on it, if it is not valid. */
export function loadFigure(
  column: Column,
  load: string,
  metric: LoadMetric,
  doubt: string | undefined,
): Figure {
  const { standing } = column;
  const summary = readLoad(column.mode, load);
  const isLimited = summary !== undefined && generatorLimit(summary, metric.id) !== undefined;
  return {
    value: summary ? metric.ofLoad(summary) : null,
    standing,
    ...(doubt !== undefined ? { doubt } : isLimited ? { doubt: LIMITED } : {}),
    ...(summary && isLowerBound(summary, metric.id) ? { isAtLeast: true } : {}),
    ...(summary === undefined && standing === 'out' ? { missing: FAILED } : {}),
  };
}

/** Only where a mode left requests without a real prediction: the figures above are of the answered ones. */
function answeredRow(columns: readonly Column[], load: string): Row[] {
  const shares = columns.map(({ mode }) => mode.loads[load] && answeredShare(mode.loads[load]));
  const isMissing = shares.some(
    (share, index) => typeof share === 'number' && share < 1 && columns[index]?.standing !== 'floor',
  );
  if (!isMissing) return [];
  return [
    {
      label: 'answered',
      cells: shares.map((share, index): Cell => {
        if (typeof share !== 'number') return NOTHING;
        const isDoubtful = share < 1 && columns[index]?.standing !== 'floor';
        return { kind: 'figure', text: formatShare(share), tone: isDoubtful ? 'doubtful' : 'plain' };
      }),
    },
  ];
}

/** Errors, timeouts and requests that were never sent, only where there are any. */
function lostRow(columns: readonly Column[], load: string): Row[] {
  const lost = columns.map(({ mode }) => {
    const requests = mode.loads[load]?.requests;
    return requests && requests.errors + requests.timeouts + requests.dropped;
  });
  if (!lost.some((count) => count !== undefined && count > 0)) return [];
  return [
    {
      label: 'lost requests',
      cells: lost.map((count): Cell => {
        if (count === undefined) return NOTHING;
        return { kind: 'figure', text: formatCount(count), tone: count > 0 ? 'bad' : 'plain' };
      }),
    },
  ];
}

function searchWords({ slo }: NonNullable<LoadSummary['search']>): string[] {
  const words = `highest open-loop rate with ${sloWords(slo)}`;
  return [`${words}; latencies at that rate`, words, 'capacity search'];
}
