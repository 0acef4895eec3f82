import type { Prediction } from '../../core/answer.js';
import type { StoreAccess } from '../../core/predictor-spec.js';
import type { TableInfo } from '../../stores/prediction-store.js';
import type { JobContext } from '../plan-job.js';
import { openScorePool } from '../score-pool.js';
import { buildLevel } from './build-level.js';
import { derivedOrder, statedOrder, type DropOrder } from './drop-order.js';
import { addToMean, predictionOf, type Mean } from './mean.js';
import { scoreHistory } from './scored-history.js';

/** What misses of a table are to be answered with: plain data. */
export interface MeansRequest {
  readonly workers: number;
  /** Left out: one default for all. */
  readonly backOff?: {
    /** Left out: derived. */
    readonly order?: readonly string[];
    readonly store: string;
    readonly target: string;
    readonly access?: StoreAccess;
    readonly temporary?: boolean;
    /** Of each table, coarsest last. */
    readonly names: readonly string[];
    /** Most rows of each. */
    readonly maxRows: number;
  };
}

export type Means =
  | { readonly kind: 'default'; readonly prediction: Prediction }
  | {
      readonly kind: 'back-off';
      readonly order: DropOrder;
      readonly levels: readonly { readonly dropped: readonly string[]; readonly table: TableInfo }[];
    };

/**
 * Answers for requests that a table does not have, as means of the model's predictions over the history: what can be
 * said of a request of which less is known. A mean of probabilities is the constant of the least log-loss.
 */
export async function meansOf(
  { workers, backOff }: MeansRequest,
  seed: number,
  context: JobContext,
): Promise<Means> {
  const { card, openStore, keep } = context;
  const stated = backOff?.order && statedOrder(card, backOff.order);
  const pool = await openScorePool({ card, oov: true }, workers);
  try {
    const history = await scoreHistory(card, await context.traffic(), pool);
    if (!backOff) {
      let mean: Mean | undefined;
      for (const { elements, count } of history) mean = addToMean(mean, elements, count);
      return { kind: 'default', prediction: predictionOf(card, mean as Mean) };
    }
    const order = stated ?? (await derivedOrder(card, history, pool, seed));
    const { store, target, temporary = false, names, maxRows } = backOff;
    const tables = await (await openStore(store)).connect(target, { temporary });
    // The tables of a server live as long as the connection that they were built through.
    if (temporary) keep(tables);
    try {
      const levels = [];
      for (const [index] of order.features.entries()) {
        const dropped = order.features.slice(0, index + 1);
        const name = names[index] ?? `back-off-${index + 1}`;
        levels.push({ dropped, table: await buildLevel(card, history, dropped, { tables, name, maxRows }) });
      }
      return { kind: 'back-off', order, levels };
    } finally {
      if (!temporary) await tables.close();
    }
  } finally {
    await pool.close();
  }
}
