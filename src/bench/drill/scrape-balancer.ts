import { DeploymentError } from '../../core/errors.js';
import type { Drilled } from '../../result/drill-contract.js';
import type { Deployment } from '../../serving/deployment.js';

type Counters = NonNullable<Drilled['balancer']>;

const NAMES = {
  retries: 'servebench_remote_retries_total',
  ejections: 'servebench_endpoint_ejections_total',
  breakerOpened: 'servebench_breaker_opened_total',
} as const satisfies Record<keyof Counters, string>;

const TIMEOUT_MS = 5000;

/**
 * What the application has done about its model servers so far.
 * @returns undefined where it calls none, or is not ours
 * @throws DeploymentError METRICS_UNREACHABLE
 */
export async function scrapeBalancer({ pingUrl }: Deployment): Promise<Counters | undefined> {
  if (pingUrl === undefined) return undefined;
  const url = new URL('/metrics', pingUrl).href;
  let text: string;
  try {
    text = await (await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })).text();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeploymentError('METRICS_UNREACHABLE', `GET ${url} failed: ${reason}`);
  }
  if (!text.includes(NAMES.retries)) return undefined;
  return {
    retries: sumOf(text, NAMES.retries),
    ejections: sumOf(text, NAMES.ejections),
    breakerOpened: sumOf(text, NAMES.breakerOpened),
  };
}

/** Over all labels, in the Prometheus text format. */
function sumOf(text: string, name: string): number {
  const samples = text.split('\n').filter((line) => line.startsWith(name));
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** @returns undefined where either is */
export function sinceThen(then: Counters | undefined, now: Counters | undefined): Counters | undefined {
  if (!then || !now) return undefined;
  return {
    retries: now.retries - then.retries,
    ejections: now.ejections - then.ejections,
    breakerOpened: now.breakerOpened - then.breakerOpened,
  };
}
