import type { LoadResult } from '../core/load-result.js';
import type { Validity } from '../core/measurement.js';
import { inPercent } from './in-words.js';

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
/** From here on a closed loop's load process, not the server, may set the pace. */
const FULL_CORE = 0.95;

/** A trial is valid, or says why not and what to change. */
export function judgeTrial(load: LoadResult, conditions: TrialConditions): Validity {
  const reasons = [
    load.requests.completed === 0
      ? 'no request was completed; see the errors, and try the URL by hand'
      : undefined,
    judgeSent(load),
    judgeConnections(load),
    judgeErrors(load, conditions.allowedErrors),
    ...judgeMachine(conditions),
    judgeSteadiness(load),
  ].filter((reason) => reason !== undefined);
  return { valid: reasons.length === 0, reasons, warnings: warningsOf(load) };
}

/** Two causes with two remedies: the cap on outstanding requests was reached, or the load process was too late. */
function judgeSent({ requests: { sent, dropped }, scheduled, durationMs }: LoadResult): string | undefined {
  if (scheduled === undefined || sent >= scheduled * MIN_SENT) return undefined;
  const part = `only ${inPercent(sent / scheduled)} of the ${scheduled} scheduled requests were sent`;
  const reached = Math.floor(sent / (durationMs / 1000));
  if (dropped >= scheduled - sent - dropped) {
    return `${part}, ${dropped} were dropped because maxInFlight others were outstanding: the server answers too slowly; lower the rate, or raise maxInFlight`;
  }
  return `${part}: the load process cannot send faster; lower the rate (or a replay's speed) below ${reached}/s, or use a machine with more idle cores`;
}

function judgeConnections({ closedConnections }: LoadResult): string | undefined {
  if (closedConnections === 0) return undefined;
  return `${closedConnections} connections were closed by the server; raise its keep-alive timeout, and let it send no "connection: close"`;
}

function judgeErrors({ requests, errorSamples }: LoadResult, allowed: number): string | undefined {
  const failed = requests.errors + requests.timeouts;
  if (requests.sent === 0 || failed / requests.sent <= allowed) return undefined;
  const sample = errorSamples[0] ? ` (${errorSamples[0]})` : '';
  return `${failed} of ${requests.sent} requests failed${sample}; correct the cause, or allow more in objectives.errors`;
}

function judgeMachine({ steal, throttled }: TrialConditions): (string | undefined)[] {
  return [
    steal > MAX_NOISE
      ? `the hypervisor took ${inPercent(steal)} of the CPU; use a quieter machine`
      : undefined,
    throttled > MAX_NOISE
      ? `the process group was throttled for ${inPercent(throttled)} of the time; raise its CPU quota`
      : undefined,
  ];
}

/**
 * What was completed in each half, as a share of what the schedule asked for in it: a ramp is no drift. The halves of a
 * closed loop are asked for as much as possible, so equally much.
 */
function judgeSteadiness({
  halves,
  scheduledHalves = [1, 1],
  largestGroup = 1,
}: LoadResult): string | undefined {
  const [first, second] = halves;
  const [dueFirst, dueSecond] = scheduledHalves;
  if (dueFirst === 0 || dueSecond === 0) return undefined;
  const [shareFirst, shareSecond] = [first / dueFirst, second / dueSecond];
  if (Math.abs(shareFirst - shareSecond) <= MAX_DRIFT * Math.max(shareFirst, shareSecond)) return undefined;
  // Requests that would have to change halves. A group that is due right before the middle is answered after it.
  const total = first + second;
  const moved = Math.abs(first - (total * dueFirst) / (dueFirst + dueSecond));
  if (moved <= Math.max((DRIFT_SIGMAS / 2) * Math.sqrt(total), largestGroup)) return undefined;
  const due = dueFirst === dueSecond ? '' : ` (due: ${dueFirst} and ${dueSecond})`;
  return `not steady: ${first} requests in the first half, ${second} in the second${due}; lengthen the load`;
}

function warningsOf({ kind, generator }: LoadResult): string[] {
  if (kind !== 'closed' || generator === undefined || generator.cpuShare < FULL_CORE) return [];
  return [
    `throughput is a lower bound: the load process used ${generator.cpuShare.toFixed(2)} of a core; compare CPU per request instead, or use a machine with faster cores`,
  ];
}
