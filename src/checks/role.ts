import type { ModelCard } from '../core/model-card.js';
import type { PredictionTarget } from '../core/prediction-target.js';
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
import { createClient } from './client.js';
import { withDrawnLabels } from './drawn-labels.js';
import { checkFirst } from './first-answer.js';
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

/** One deployment, and how far its predictions may be from the reference: null where they are not compared. */
export interface CheckRequest {
  readonly target: PredictionTarget;
  readonly tolerance: number | null;
}

/** The process that knows what the model answers: it holds every deployment against it, outside any trial. */
export async function startChecks({ card, traffic: spec, seed }: ChecksSpec): Promise<ActiveRole> {
  await checkCardAgainstGraph(card);
  const requests = await openTraffic(spec, card, seed);
  const isDrawn = spec.kind === 'zipf' && spec.labels === 'model';
  const traffic = isDrawn ? withDrawnLabels(card, requests, seed) : requests;
  const expected = await referencePredictions(card, spec, [
    ...(await firstDistinct(requests.replay(), PARITY_ROWS)),
    ...(await firstDistinct(requests.history(), PARITY_ROWS)),
  ]);
  return {
    ready: { golden: expected.slice(0, GOLDEN_ROWS), labelled: traffic.labelled } satisfies ChecksReady,
    methods: {
      first: ({ target, tolerance }: CheckRequest) => checkFirst(target, expected[0], tolerance !== null),
      parity: ({ target, tolerance }: CheckRequest) =>
        checkParity(createClient(target), expected, tolerance ?? Infinity),
      quality: ({ target }: CheckRequest) =>
        measureQuality(createClient(target), card, traffic, JSON.parse(expected[0]?.prediction ?? 'null')),
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
