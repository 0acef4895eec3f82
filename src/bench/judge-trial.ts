import type { LoadResult, Validity } from '../core/measurement.js';

/** What a trial is judged on besides its own counts. */
export interface TrialConditions {
  /** Share of CPU time taken by the hypervisor during the trial. */
  readonly steal: number;
  /** Share of the trial during which the cgroup was throttled. */
  readonly throttled: number;
  /** Most errors as a share of the requests sent. */
  readonly allowedErrors: number;
}

/** Most steal or throttling of a trial that says something. */
export const MAX_NOISE = 0.02;
const MIN_SENT = 0.99;
const MAX_DRIFT = 0.25;
/** Halves of few requests differ by chance; a drift must also exceed this many standard deviations of a Poisson count. */
const DRIFT_SIGMAS = 4;

/** A trial is valid, or says why not and what to change. */
export function judgeTrial(load: LoadResult, conditions: TrialConditions): Validity {
  const reasons: string[] = [];
  const { requests, scheduled, halves } = load;
  const failed = requests.errors + requests.timeouts;

  if (requests.completed === 0) reasons.push('no request was completed');
  if (scheduled !== undefined && requests.sent < scheduled * MIN_SENT) {
    reasons.push(
      `only ${percent(requests.sent / scheduled)} of the scheduled requests were sent; lower the rate`,
    );
  }
  if (load.closedConnections > 0) {
    reasons.push(
      `${load.closedConnections} connections were closed by the server; raise its keep-alive timeout`,
    );
  }
  if (requests.sent > 0 && failed / requests.sent > conditions.allowedErrors) {
    const sample = load.errorSamples[0] ? ` (${load.errorSamples[0]})` : '';
    reasons.push(`${failed} of ${requests.sent} requests failed${sample}`);
  }
  if (conditions.steal > MAX_NOISE) {
    reasons.push(`the hypervisor took ${percent(conditions.steal)} of the CPU; use a quieter machine`);
  }
  if (conditions.throttled > MAX_NOISE) {
    reasons.push(
      `the process group was throttled for ${percent(conditions.throttled)} of the time; raise its CPU quota`,
    );
  }
  const drift = Math.abs(halves[0] - halves[1]);
  if (drift > MAX_DRIFT * Math.max(...halves) && drift > DRIFT_SIGMAS * Math.sqrt(halves[0] + halves[1])) {
    reasons.push(
      `not steady: ${halves[0]} requests in the first half, ${halves[1]} in the second; lengthen the load`,
    );
  }
  return { valid: reasons.length === 0, reasons };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
