import { meanRate, type OpenLoad } from '../core/load-plan.js';
import type { Scenario } from '../core/scenario.js';
import { minimumSamples } from '../statistics/order-statistics.js';
import { firstFieldNames } from '../traffic/first-field-names.js';
import type { Report } from './mistakes.js';

/** Percentiles that an objective may name, as quantiles. */
const QUANTILES: Readonly<Record<string, number>> = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };

type Checked = Pick<Scenario, 'loads' | 'objectives' | 'repeats' | 'traffic'>;

/** Reports what is wrong between sections that are right by themselves. */
export async function crossCheck(scenario: Checked, report: Report): Promise<void> {
  const open = scenario.loads.filter((load): load is OpenLoad => load.kind === 'open');
  for (const load of open) checkSamples(load, scenario, report);
  const replays = open.filter(({ arrivals }) => arrivals === 'replay');
  const problem = replays.length > 0 ? await replayProblem(scenario.traffic) : undefined;
  for (const { id } of replays) {
    if (problem !== undefined) report(['loads', id, 'arrivals'], problem);
  }
}

/**
 * An objective is judged on the answers of all repeats together: where even they are too few for an interval of the
 * percentile, the verdict would always be that it could not be measured. A replay's rate is not known yet.
 */
function checkSamples(load: OpenLoad, { objectives, repeats }: Checked, report: Report): void {
  const rate = meanRate(load);
  if (rate === undefined) return;
  const seconds = load.durationMs / 1000;
  const expected = Math.floor(rate * seconds * repeats);
  for (const percentile of Object.keys(objectives.latencyUs)) {
    const needed = minimumSamples(QUANTILES[percentile] ?? 0.5);
    if (expected >= needed) continue;
    const longer = roundUp(needed / (rate * repeats));
    const faster = roundUp(needed / (seconds * repeats));
    report(
      ['objectives', percentile],
      `needs ${needed} requests, but loads.${load.id} sends ${expected} (${rate}/s for ${seconds}s, ${repeats} ${repeats === 1 ? 'repeat' : 'repeats'}); ` +
        `lengthen it to ${longer}s, raise its rate to ${faster}, or drop the objective`,
    );
  }
}

async function replayProblem(traffic: Scenario['traffic']): Promise<string | undefined> {
  if (traffic.kind !== 'log') {
    return (
      'replay follows the time stamps of a request log, and this traffic is generated; ' +
      'write traffic: { log: FILE, timestamp: FIELD }, or arrivals: poisson with a rate'
    );
  }
  if (traffic.timestamp !== undefined) return undefined;
  const names = await firstFieldNames(traffic);
  if (names === undefined || names.includes('timestamp')) return undefined;
  return (
    'replay needs the time of each request, and the log has no field "timestamp"; ' +
    `name the field that holds it: traffic: { ..., timestamp: FIELD } (its fields: ${names.join(', ')})`
  );
}

/** To two digits, so that a reader can copy it: never below the value. */
function roundUp(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step) * step).toPrecision(2));
}
