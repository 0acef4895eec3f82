import type { LoadResult } from '../../core/load-result.js';
import type { PingRows, RequestRows } from '../../core/request-rows.js';
import type { Objectives } from '../../core/scenario.js';
import type { Drilled } from '../../result/drill-contract.js';
import { decodeHistogram } from '../../statistics/histogram.js';
import { drillSeries } from './drill-series.js';
import { arrivalsOf, askedUntilUs, findOutageMs, USUAL_GAPS } from './find-outage.js';
import { findRecoveryMs } from './find-recovery.js';
import { findNewVersion, findVersions } from './find-versions.js';
import type { LoadEnd } from './last-part.js';
import { readRows, type Row } from './row-reader.js';
import { slowLimit } from './slow-limit.js';
import { shortSummary, sumUpPeriod } from './sum-up-period.js';
import { sumUpPings } from './sum-up-pings.js';
import { usualTrouble, type UsualTrouble } from './usual-trouble.js';

/** What a drill has seen of a mode. */
export interface Seen {
  readonly result: Pick<LoadResult, 'scheduled' | 'requests' | 'durationMs' | 'lateness'>;
  readonly rows: RequestRows;
  readonly pings: PingRows | null;
  /** Since the start of the load. */
  readonly eventUs: number;
  /** Requests per second outside an overload. */
  readonly rate: number;
  readonly objectives: Objectives;
  /** `name@version` that answers are to come from; undefined where none is new. */
  readonly newModel: string | undefined;
  /** What was more than the constant rate, where the drill is about that. */
  readonly overload:
    { readonly capacityRps: number; readonly rateRps: number; readonly untilUs: number } | undefined;
}

type Derived = Omit<
  Drilled,
  'status' | 'timeline' | 'backMs' | 'problem' | 'balancer' | 'rollOut' | 'offers'
>;

/**
 * All figures that follow from the requests alone. A request belongs to the time in which it ended: those in flight at
 * the event are hit by it.
 * @throws DeploymentError NOTHING_ANSWERED before the event: then nothing can be said of what came after
 */
export function deriveFigures(seen: Seen): Derived {
  const { result, pings, eventUs, rate, objectives, newModel, overload } = seen;
  const durationUs = result.durationMs * 1000;
  const rows = [...readRows(seen.rows)];
  const rowsBefore = rows.filter(({ endUs }) => endUs < eventUs);
  const rowsSince = rows.filter(({ endUs }) => endUs >= eventUs);
  const limit = slowLimit(objectives, rowsBefore);
  const before = sumUpPeriod(rowsBefore, limit.us);
  const sinceEvent = sumUpPeriod(rowsSince, limit.us);
  const versions = findVersions(rowsSince, eventUs);
  const load = { durationUs, rate };
  const usual = usualTrouble(rowsBefore, limit.us, rate);
  const usualGap = { betweenUs: (USUAL_GAPS * 1e6) / rate, answerUs: limit.us };
  return {
    requests: countAll(result, sinceEvent, before),
    slowLimit: limit,
    before,
    sinceEvent,
    series: drillSeries(rows, eventUs, durationUs, limit.us),
    outageMs: findOutageMs(arrivalsOf(rows), eventUs, askedUntilUs(rows, load), usualGap),
    recoveryMs: findRecoveryMs(rows, eventUs, load, usual),
    versions,
    ...(newModel === undefined
      ? {}
      : { newVersion: findNewVersion(rowsSince, eventUs, versions, newModel, load) }),
    ...(overload ? { overload: sumUpOverload(rows, eventUs, overload, load, usual) } : {}),
    ping: pings && sumUpPings(pings, eventUs, durationUs, limit.us),
    sendLatenessP99Us: result.lateness ? shortSummary(decodeHistogram(result.lateness)).p99 : null,
  };
}

function countAll(
  { scheduled = 0, requests: { sent } }: Seen['result'],
  ...periods: readonly Drilled['before'][]
): Drilled['requests'] {
  const sum = (key: 'answered' | 'failed' | 'timeouts' | 'shed'): number =>
    periods.reduce((total, period) => total + period[key], 0);
  return {
    scheduled,
    sent,
    answered: sum('answered'),
    failed: sum('failed'),
    timeouts: sum('timeouts'),
    shed: sum('shed'),
    neverSent: scheduled - sent,
  };
}

function sumUpOverload(
  rows: readonly Row[],
  eventUs: number,
  { capacityRps, rateRps, untilUs }: NonNullable<Seen['overload']>,
  load: LoadEnd,
  usual: UsualTrouble,
): NonNullable<Drilled['overload']> {
  const durationMs = (untilUs - eventUs) / 1000;
  const during = sumUpPeriod(
    rows.filter(({ dueUs }) => dueUs >= eventUs && dueUs < untilUs),
    usual.limitUs,
  );
  return {
    capacityRps,
    rateRps,
    sentRps: ((during.answered + during.failed) * 1000) / durationMs,
    durationMs,
    during,
    recoveryMs: findRecoveryMs(rows, untilUs, load, usual),
  };
}
