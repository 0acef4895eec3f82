import type { CoverageReport } from '../../core/coverage-report.js';
import type { ModelCard } from '../../core/model-card.js';
import type { TrafficSpec } from '../../core/traffic-spec.js';
import type { ActiveRole } from '../../processes/run-role.js';
import type { PredictionStore } from '../../stores/prediction-store.js';
import { openTraffic } from '../../traffic/open-traffic.js';
import { measureTableBytes } from '../table-bytes.js';
import { measureCurve, type CurveRequest } from './measure-curve.js';

export interface CoverageSpec {
  readonly scenario: string;
  readonly card: ModelCard;
  readonly traffic: TrafficSpec;
  readonly seed: number;
  readonly store: string;
  /** Where the store may build small tables; whoever names it removes them. */
  readonly sampleTarget: string;
}

/** How many requests were looked at; `total` is 0 until that is known. */
export interface CoverageProgress {
  readonly requests: number;
  readonly total: number;
}

/** The process of `servebench coverage`: it reads a traffic once and measures tables of every size on it. */
export async function startCoverage(
  { scenario, card, traffic: spec, seed, store, sampleTarget }: CoverageSpec,
  openStore: (id: string) => Promise<PredictionStore>,
): Promise<ActiveRole> {
  let progress: CoverageProgress = { requests: 0, total: 0 };
  const measure = async (request: CurveRequest): Promise<CoverageReport> => {
    const startedMs = performance.now();
    const traffic = await openTraffic(spec, card, seed);
    const total = traffic.historyLength + traffic.replayLength;
    const curve = await measureCurve(
      card,
      spec,
      traffic,
      request,
      async (keys) => measureTableBytes(card, request.oov, keys, await openStore(store), sampleTarget),
      (requests) => (progress = { requests, total }),
    );
    const seconds = (performance.now() - startedMs) / 1000;
    return { schemaVersion: 1, scenario, store, ...curve, seconds };
  };
  return {
    ready: undefined,
    methods: { measure, progress: () => progress },
    stop: () => undefined,
  };
}
