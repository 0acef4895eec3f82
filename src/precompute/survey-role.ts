import type { Coverage } from '../core/mode-record.js';
import type { ModelCard } from '../core/model-card.js';
import type { TableRef } from '../core/predictor-spec.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import type { ActiveRole } from '../processes/run-role.js';
import type { PredictionStore } from '../stores/prediction-store.js';
import { openTraffic } from '../traffic/open-traffic.js';
import { measureCoverage } from './coverage.js';

export interface SurveySpec {
  readonly card: ModelCard;
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

/** What is known of the traffic before anything is measured. */
export interface Survey {
  readonly historyLength: number;
  readonly replayLength: number;
  readonly labelled: boolean;
  readonly origin: string;
}

/** A process that reads the traffic of a run: how long it is, and how much of it a table covers. */
export async function startSurvey(
  spec: SurveySpec,
  openStore: (id: string) => Promise<PredictionStore>,
): Promise<ActiveRole> {
  const traffic = await openTraffic(spec.traffic, spec.card, spec.seed);
  const { historyLength, replayLength, labelled, origin } = traffic;

  const coverage = async (table: TableRef | null): Promise<Coverage> => {
    const reader = table
      ? await (await openStore(table.store)).open(table.location, table.access)
      : undefined;
    try {
      return await measureCoverage(spec.card, spec.traffic, traffic, reader);
    } finally {
      await reader?.close();
    }
  };

  return {
    ready: { historyLength, replayLength, labelled, origin } satisfies Survey,
    methods: { coverage },
    stop: () => undefined,
  };
}
