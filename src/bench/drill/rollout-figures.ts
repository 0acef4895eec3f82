import type { Parity } from '../../core/deployment-record.js';
import type { Drilled } from '../../result/drill-contract.js';
import { cronLine } from './cron-line.js';
import type { Drill, EventReport } from './drill.js';

interface Known {
  readonly figures: Pick<Drilled, 'versions' | 'newVersion'>;
  readonly eventAtMs: number;
  readonly parity: Parity | null;
  readonly everyMs: number | undefined;
}

/** What is reported of versions that were rolled out. */
export function rolloutFigures(
  { isRepeated }: Drill,
  { rollOut, offers }: EventReport,
  { figures, eventAtMs, parity, everyMs }: Known,
): Pick<Drilled, 'rollOut' | 'freshness' | 'offers'> {
  const answersOf = (model: string): number =>
    figures.versions.find((version) => version.model === model)?.answers ?? 0;
  if (offers) return { offers: offers.map((offer) => ({ ...offer, answers: answersOf(offer.model) })) };
  if (!rollOut) return {};
  const { how, doneAtMs, cost } = rollOut;
  const isJob = cost?.buildMs !== undefined;
  return {
    rollOut: {
      how,
      doneMs: doneAtMs === null ? null : doneAtMs - eventAtMs,
      cpuSeconds: cost?.cpuUs == null ? null : cost.cpuUs / 1e6,
      bytesWritten: cost?.bytesWritten ?? null,
      buildMs: cost?.buildMs ?? null,
      parityMismatches: parity?.mismatches ?? null,
    },
    ...(isRepeated && everyMs !== undefined
      ? { freshness: freshness(everyMs, figures.newVersion?.allMs ?? null, isJob) }
      : {}),
  };
}

function freshness(everyMs: number, allMs: number | null, isJob: boolean): NonNullable<Drilled['freshness']> {
  const cron = isJob ? cronLine(everyMs) : undefined;
  const isKept = allMs !== null && allMs <= everyMs;
  return {
    everyMs,
    ageP50Ms: isKept ? everyMs / 2 + allMs : null,
    ageMaxMs: isKept ? everyMs + allMs : null,
    ...(cron === undefined ? {} : { cron }),
  };
}
