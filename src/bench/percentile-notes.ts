import type { LoadSummary, PercentileNote } from '../result/load-contract.js';
import { PERCENTILES, whyNull, type LatencySummary, type Percentile } from '../statistics/latency-summary.js';

/** What the notes of one load are made from. */
export interface NotedFigures {
  readonly kind: LoadSummary['kind'];
  readonly latencyUs: LatencySummary;
  readonly serviceTimeUs: LatencySummary;
  readonly answeredUs: LatencySummary;
  /** Samples behind `latencyUs` and behind `answeredUs`. */
  readonly samples: number;
  readonly answeredSamples: number;
}

const NAMES = Object.keys(PERCENTILES) as Percentile[];

/** Response time may exceed service time by the larger of these before the generator is what was measured. */
const SLACK_SHARE = 0.2;
const SLACK_US = 250;

/** @returns a note for each percentile that is null, or that the generator's own lateness has raised. */
export function percentileNotes(figures: NotedFigures): PercentileNote[] {
  const { latencyUs, answeredUs, samples, answeredSamples } = figures;
  return [
    ...nullNotes('latencyUs', latencyUs, samples),
    ...nullNotes('answered.latencyUs', answeredUs, answeredSamples),
    ...(figures.kind === 'open' ? limitedNotes(figures) : []),
  ];
}

function nullNotes(
  figure: PercentileNote['figure'],
  summary: LatencySummary,
  samples: number,
): PercentileNote[] {
  return NAMES.filter((name) => summary[name] === null).map((percentile) => ({
    percentile,
    figure,
    code: 'too-few-samples',
    reason:
      samples === 0 && figure === 'answered.latencyUs'
        ? 'no request was answered by a model, a table or a cache'
        : (whyNull(percentile, samples)?.replace(/\.$/, '') ?? 'too few samples'),
  }));
}

/**
 * Our response time is service time plus lateness, request by request: a request never waits for a connection, so
 * whatever a server does, it does after the send. An excess is therefore the generator's, which had no CPU in time.
 */
function limitedNotes({ latencyUs, serviceTimeUs }: NotedFigures): PercentileNote[] {
  return NAMES.flatMap((percentile): PercentileNote[] => {
    const response = latencyUs[percentile];
    const service = serviceTimeUs[percentile];
    if (response === null || service === null) return [];
    const excess = response - service;
    if (excess <= Math.max(SLACK_SHARE * service, SLACK_US)) return [];
    const reason =
      `${percentile} counts ${milliseconds(excess)} that the load process was late, on top of ` +
      `${milliseconds(service)} of service time: lower the rate, or use a machine with a core to spare`;
    return [{ percentile, figure: 'latencyUs', code: 'generator-limited', reason }];
  });
}

function milliseconds(us: number): string {
  return `${Number((us / 1000).toPrecision(3))} ms`;
}
