import type { CoverageReport } from '../../core/coverage-report.js';
import type { ModelCard } from '../../core/model-card.js';
import { UserError } from '../../core/errors.js';
import type { TrafficSpec } from '../../core/traffic-spec.js';
import { createEncoder } from '../../inference/encode.js';
import { encodeOrExplain } from '../../inference/explain-request.js';
import { createKeyCodec, type RowKey } from '../../inference/row-key.js';
import type { Traffic, TrafficItem } from '../../traffic/traffic.js';
import type { TableBytes } from '../table-bytes.js';
import { coarserLevels, dropOrder } from './coarser-ids.js';
import { createFirstPart, type FirstPart } from './first-part.js';
import { createKeyIds } from './key-ids.js';
import { createPeriods } from './periods.js';
import { createRankIndex } from './rank-index.js';
import { createSampleKeys } from './sample-keys.js';
import { tableSizes } from './table-sizes.js';
import { createTally } from './tally.js';
import { pointsOf } from './points.js';

/** What a curve is asked for: plain data. */
export interface CurveRequest {
  readonly oov: boolean;
  /** Features in the order in which a back-off drops them; by default the last one of the card first. */
  readonly backOff: readonly string[] | undefined;
  /** Rows that the scenario asks for. */
  readonly scenarioRows: number | undefined;
  /** Different keys of the first part that are counted exactly. */
  readonly maxKeys: number;
}

/** The part of a report that comes from the traffic alone. */
export type Curve = Omit<CoverageReport, 'schemaVersion' | 'scenario' | 'store' | 'seconds'>;

/** As many as fit a table of 2^22 slots: with samples and coarser keys a curve takes 300 MB, however long the stream is. */
export const DEFAULT_MAX_KEYS = 2_900_000;
/** Different keys of the rest, and of all periods, that are told apart exactly. */
const SAMPLE_KEYS = 1_000_000;

/**
 * Ranks the keys of the first part and looks every request of the rest up in the ranking: what tables of any size,
 * chosen on the first part, would have answered of the rest.
 *
 * @param measureBytes builds small tables of some of the keys
 * @throws UserError HISTORY_EMPTY, REQUEST_INVALID, those of the traffic
 */
export async function measureCurve(
  card: ModelCard,
  spec: TrafficSpec,
  traffic: Traffic,
  request: CurveRequest,
  measureBytes: (keys: readonly RowKey[]) => Promise<TableBytes>,
  report: (requests: number) => void,
): Promise<Curve> {
  if (traffic.historyLength === 0) throw noHistory(traffic);
  const { oov, maxKeys } = request;
  const encode = createEncoder(card);
  const ids = createKeyIds(card);
  const periods = createPeriods(traffic.historyLength + traffic.replayLength, SAMPLE_KEYS);
  const samples = createSampleKeys(createKeyCodec(card, { oov }));
  let requests = 0;

  const each = async (
    items: AsyncIterable<readonly TrafficItem[]>,
    visit: (id: number, isUnseen: boolean) => void,
  ): Promise<void> => {
    for await (const batch of items) {
      for (const { request: body, line, timestampMs } of batch) {
        const encoded = encodeOrExplain(() => encode(body), spec, line ?? requests + 1);
        const id = ids.idOf(encoded);
        requests++;
        periods.add(id, encoded.unseen, timestampMs);
        const isUnseen = encoded.unseen && !oov;
        if (!isUnseen) samples.add(encoded);
        visit(id, isUnseen);
      }
      report(requests);
    }
  };

  const rankFirstPart = async (): Promise<RankedFirstPart> => {
    const first = createFirstPart(maxKeys);
    await each(traffic.history(), (id, isUnseen) => {
      if (!isUnseen) first.add(id);
    });
    const { countError, everyId } = first;
    return { ranking: first.ranking(), distinctKeys: first.distinct(), countError, everyId };
  };

  const { ranking, distinctKeys, countError, everyId } = await rankFirstPart();
  const firstRequests = requests;
  const sizes = tableSizes(ranking.length, distinctKeys, request.scenarioRows);
  const order = ids.digits ? dropOrder(card, request.backOff) : [];
  const levels = ids.digits ? coarserLevels(ids.digits, order) : [];
  const index = createRankIndex(
    ranking,
    sizes.map(({ rows }) => rows),
    levels,
    (id) => everyId?.has(id) ?? false,
  );
  const tally = createTally(index, levels.length, SAMPLE_KEYS);
  await each(traffic.replay(), tally.add);

  const bytes = await measureBytes(samples.keys());
  const distinct = tally.distinct();
  return {
    model: { name: card.name, sha256: card.sha256 },
    traffic: traffic.origin,
    firstPart: { requests: firstRequests, distinctKeys },
    rest: { requests: tally.requests, distinctKeys: distinct.keys },
    oov,
    counting: { exact: countError === 0, mostKeys: maxKeys, error: countError },
    distinctError: Math.max(standardError(distinct), standardError(periods.sample)),
    filterError: everyId?.falsePositives() ?? 0,
    bytesPerRow: bytes.bytesPerRow,
    points: pointsOf(sizes, tally, bytes, everyId?.falsePositives()),
    backOff: order,
    periods: periods.result(),
  };
}

/** What is left of the first part once its counts, which take the most memory, are gone. */
type RankedFirstPart = Pick<FirstPart, 'countError' | 'everyId'> & {
  readonly ranking: Float64Array;
  readonly distinctKeys: number;
};

/** Of a number of different keys that was scaled up: Flajolet, see `key-sample.ts`. */
function standardError({ held, scale }: { readonly held: number; readonly scale: number }): number {
  return scale === 1 ? 0 : 1.2 / Math.sqrt(held);
}

function noHistory(traffic: Traffic): UserError {
  return new UserError(
    'HISTORY_EMPTY',
    `there is no first part to choose keys on: ${traffic.origin}`,
    'use --split 0.8, or set traffic.history of a generator or traffic.split of a log in the scenario',
  );
}
