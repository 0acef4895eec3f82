import type { LoadPlan } from '../core/load-plan.js';
import type { Measurement, Validity } from '../core/measurement.js';
import type { SearchLoad } from '../core/search-load.js';
import type { ProbeRecord, SearchRecord } from '../core/search-record.js';
import { sumOfKnown } from '../result/mode-metrics.js';
import { judgeProbe, probeDurationMs, type ProbeVerdict } from './judge-probe.js';
import { MAX_NOISE } from './judge-trial.js';
import { bracketOf, nextRate } from './next-rate.js';

/** Puts one open load on the deployment under search. */
export type DriveProbe = (plan: LoadPlan) => Promise<Measurement>;

interface Probe {
  readonly record: ProbeRecord;
  readonly measurement: Measurement;
  readonly isGeneratorLate: boolean;
}

/**
 * Finds the highest rate at which a deployment meets an objective. A rate that fails is tried once more before it
 * counts as failed, unless it was hopeless: a disturbance of the machine must not end the search.
 * @returns the measurement at the capacity (else of the lowest rate), with every probe beside it
 */
export async function runSearch(search: SearchLoad, drive: DriveProbe): Promise<Measurement> {
  const probes: Probe[] = [];
  const records = (): ProbeRecord[] => probes.map(({ record }) => record);
  let isGeneratorBound = false;
  for (let rate = nextRate([], search); rate !== undefined; rate = nextRate(settled(records()), search)) {
    const probe = await probeTwice(search, rate, drive, (tried) => probes.push(tried));
    if (!probe.isGeneratorLate) continue;
    isGeneratorBound = true;
    break;
  }
  const { held } = bracketOf(settled(records()));
  const best = probes.findLast(({ record }) => record.met && record.rate === held);
  const lowest = probes.toSorted((a, b) => a.record.rate - b.record.rate)[0];
  const { measurement } = (best ?? lowest) as Probe;
  const found: SearchRecord = {
    probes: records(),
    capacityRps: held ?? 0,
    bound: held === undefined ? 'none' : held === search.most || isGeneratorBound ? 'at-least' : 'found',
  };
  const validity = isGeneratorBound && held === undefined ? GENERATOR_LATE : judgeSearch(probes, found);
  return { ...measurement, search: found, validity };
}

const GENERATOR_LATE: Validity = {
  valid: false,
  reasons: ['the load process itself was late at the first rates; stop other work, or start at a lower rate'],
};

/** A search is no better than the probe that ended it: where the machine was disturbed each time, it says nothing. */
function judgeSearch(probes: readonly Probe[], { capacityRps, bound }: SearchRecord): Validity {
  if (bound === 'at-least') return { valid: true, reasons: [] };
  const { failed } = bracketOf(settled(probes.map(({ record }) => record)));
  const last = probes.filter(({ record }) => record.rate === failed);
  const isDisturbed = last.every(({ measurement: { machine } }) => {
    return machine !== undefined && Math.max(machine.steal, machine.throttled) > MAX_NOISE;
  });
  if (!isDisturbed) return { valid: true, reasons: [] };
  const found = bound === 'none' ? 'no rate held' : `${capacityRps}/s held`;
  return {
    valid: false,
    reasons: [`${found}, and the hypervisor took CPU whenever ${failed}/s was tried; use a quieter machine`],
  };
}

/** Of a rate that was tried twice the better outcome counts. */
function settled(records: readonly ProbeRecord[]): ProbeRecord[] {
  return records.filter(
    (record) => record.met || !records.some((other) => other.met && other.rate === record.rate),
  );
}

async function probeTwice(
  search: SearchLoad,
  rate: number,
  drive: DriveProbe,
  keep: (probe: Probe) => void,
): Promise<Probe> {
  const first = await probeOnce(search, rate, drive);
  keep(first.probe);
  if (first.verdict.missed.length === 0 || first.verdict.isHopeless) return first.probe;
  const second = await probeOnce(search, rate, drive);
  keep(second.probe);
  return second.probe;
}

async function probeOnce(
  search: SearchLoad,
  rate: number,
  drive: DriveProbe,
): Promise<{ probe: Probe; verdict: ProbeVerdict }> {
  const { id, arrivals, timeoutMs, maxInFlight } = search;
  const durationMs = probeDurationMs(search, rate);
  const measurement = await drive({ id, kind: 'open', rate, arrivals, durationMs, timeoutMs, maxInFlight });
  const { load, cpuUs } = measurement;
  const verdict = judgeProbe(load, rate, search);
  const { completed } = load.requests;
  const cpu = sumOfKnown([cpuUs.application, cpuUs.modelServers, cpuUs.stores]);
  const record: ProbeRecord = {
    rate,
    durationMs,
    met: verdict.missed.length === 0,
    missed: verdict.missed,
    p50Us: verdict.latencyUs.p50,
    p99Us: verdict.latencyUs.p99,
    cpuUsPerRequest: cpu === null || completed === 0 ? null : cpu / completed,
  };
  return { probe: { record, measurement, isGeneratorLate: verdict.isGeneratorLate }, verdict };
}
