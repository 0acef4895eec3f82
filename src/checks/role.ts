import type { ModelCard } from '../core/model-card.js';
import type { GoldenRow } from '../core/predictor-spec.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import { checkCardAgainstGraph } from '../inference/bare-model.js';
import { createEncoder } from '../inference/encode.js';
import { encodeOrExplain } from '../inference/explain-request.js';
import { createPredictionFormat } from '../inference/prediction-format.js';
import { openSession } from '../inference/session.js';
import type { ActiveRole } from '../processes/run-role.js';
import { openTraffic } from '../traffic/open-traffic.js';
import type { Traffic, TrafficItem } from '../traffic/traffic.js';
import { askApplication } from './client.js';
import { checkParity } from './parity.js';
import { measureQuality } from './quality.js';

/** Rows that every mode must answer as the model does: from the replay, and from the history, which a table knows. */
const PARITY_ROWS = 128;
const GOLDEN_ROWS = 3;
const DISTINCT_SEARCH_LIMIT = 20_000;

export interface ChecksSpec {
  readonly card: ModelCard;
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

export interface ChecksReady {
  /** For the applications' own check before they call themselves ready. */
  readonly golden: readonly GoldenRow[];
  readonly labelled: boolean;
}

/** The process that knows what the model answers: it holds every deployment against it, outside any trial. */
export async function startChecks({ card, traffic: spec, seed }: ChecksSpec): Promise<ActiveRole> {
  await checkCardAgainstGraph(card);
  const traffic = await openTraffic(spec, card, seed);
  const expected = await referencePredictions(card, spec, [
    ...(await firstDistinct(traffic.replay(), PARITY_ROWS)),
    ...(await firstDistinct(traffic.history(), PARITY_ROWS)),
  ]);
  return {
    ready: { golden: expected.slice(0, GOLDEN_ROWS), labelled: traffic.labelled } satisfies ChecksReady,
    methods: {
      first: async (target: { url: string }) => {
        const [row] = expected;
        if (row) await askApplication(target.url, row.request);
      },
      parity: (target: { url: string; tolerance: number }) =>
        checkParity(target.url, expected, target.tolerance),
      quality: (target: { url: string }) => measureQuality(target.url, card, traffic),
    },
    stop: () => undefined,
  };
}

/** One row at a time at one thread: the plainest way to ask the model. */
async function referencePredictions(
  card: ModelCard,
  spec: TrafficSpec,
  items: readonly TrafficItem[],
): Promise<GoldenRow[]> {
  const encode = createEncoder(card);
  const format = createPredictionFormat(card);
  const session = await openSession(card, card.file);
  const rows: GoldenRow[] = [];
  for (const [index, { request, line }] of items.entries()) {
    const encoded = encodeOrExplain(() => encode(request), spec, line ?? index + 1);
    const [prediction] = await session.run([encoded]);
    if (prediction) rows.push({ request, prediction: format(prediction) });
  }
  await session.close();
  return rows;
}

async function firstDistinct(batches: ReturnType<Traffic['replay']>, count: number): Promise<TrafficItem[]> {
  const found = new Map<string, TrafficItem>();
  let looked = 0;
  for await (const items of batches) {
    for (const item of items) {
      const text = JSON.stringify(item.request);
      if (!found.has(text)) found.set(text, item);
      if (found.size === count) return [...found.values()];
    }
    looked += items.length;
    if (looked >= DISTINCT_SEARCH_LIMIT) break;
  }
  return [...found.values()];
}
