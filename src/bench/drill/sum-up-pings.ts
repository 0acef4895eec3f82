import type { PingRows } from '../../core/request-rows.js';
import type { Drilled } from '../../result/drill-contract.js';
import { createHistogram } from '../../statistics/histogram.js';
import { findOutageMs, USUAL_GAPS } from './find-outage.js';
import { shortSummary } from './sum-up-period.js';

type Pings = NonNullable<Drilled['ping']>;

/** The probe sends 25 pings a second. */
const BETWEEN_US = 40_000;

/** What the event meant for a route without the model. @param limitUs beyond it an answer is slow */
export function sumUpPings(rows: PingRows, eventUs: number, durationUs: number, limitUs: number): Pings {
  const all = Array.from(rows.dueUs, (dueUs, index) => ({
    endUs: dueUs + (rows.latencyUs[index] ?? 0),
    latencyUs: rows.latencyUs[index] ?? 0,
    isAnswered: rows.answered[index] === 1,
  }));
  const answered = all.filter(({ isAnswered }) => isAnswered);
  const sumUp = (belongs: (endUs: number) => boolean): Pings['before'] => {
    const latency = createHistogram();
    for (const { endUs, latencyUs } of answered) if (belongs(endUs)) latency.record(latencyUs);
    const sent = all.filter(({ endUs }) => belongs(endUs)).length;
    return { sent, failed: sent - latency.count, latencyUs: shortSummary(latency) };
  };
  const arrivals = {
    answersUs: answered.map(({ endUs }) => endUs),
    failuresUs: all.filter(({ isAnswered }) => !isAnswered).map(({ endUs }) => endUs),
  };
  const usual = { betweenUs: USUAL_GAPS * BETWEEN_US, answerUs: limitUs };
  return {
    before: sumUp((endUs) => endUs < eventUs),
    sinceEvent: sumUp((endUs) => endUs >= eventUs),
    outageMs: findOutageMs(arrivals, eventUs, durationUs, usual),
  };
}
