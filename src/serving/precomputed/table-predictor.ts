import type { Answer, Encoded } from '../../core/answer.js';
import { nowUs } from '../../core/clock.js';
import type { TablePointer } from '../../core/predictor-spec.js';
import type { Span } from '../../core/time-split.js';
import { checkKeys, checkTable } from '../../precompute/check-table.js';
import { READ_TIMEOUT_MS } from '../../stores/store-errors.js';
import type { BuildPredictor } from '../predictor.js';
import { serveTable } from './served-table.js';

/**
 * One look-up in a prediction table; what is not in it is a miss. Where it follows a pointer, the table that is
 * published there takes over between two requests; one that does not fit is reported, and the old one stays.
 */
export const buildTablePredictor: BuildPredictor<'table'> = async ({ table, follow }, context) => {
  const { card, openTable, watchPointer } = context;
  let serving = await serveTable(await openTable(table), card, checkTable);
  /** Why the newest table is not the one that answers. */
  let problem: string | undefined;
  /** Tables that were replaced, while answers from them may be under way. */
  const leaving = new Map<NodeJS.Timeout, () => Promise<void>>();

  const report = (error: unknown): void => {
    const text = `a new table is not served: ${error instanceof Error ? error.message : String(error)}`;
    // The parent keeps the last lines for its messages.
    if (text !== problem) process.stderr.write(`${text}\n`);
    problem = text;
  };
  const move = async ({ store, access }: TablePointer, location: string): Promise<void> => {
    const next = { store, location, ...(access ? { access } : {}) };
    const old = serving;
    serving = await serveTable(await openTable(next), card, checkKeys);
    problem = undefined;
    // No look-up takes longer, so none has to be counted.
    const timer = setTimeout(
      () => {
        leaving.delete(timer);
        old.close().catch(report);
      },
      2 * (access?.timeoutMs ?? READ_TIMEOUT_MS),
    ).unref();
    leaving.set(timer, old.close);
  };
  const unwatch =
    follow &&
    (await watchPointer(follow, {
      onMove: (location) => move(follow, location),
      onError: report,
    }));

  const lookUpTraced = (encoded: Encoded, span: Span): Answer | Promise<Answer> => {
    const startedUs = nowUs();
    const told = (settled: Answer): Answer => {
      span.add('tableRead', nowUs() - startedUs);
      return settled;
    };
    const found = serving.lookUp(encoded);
    return found instanceof Promise ? found.then(told) : told(found);
  };
  return {
    predict: (encoded, span) => (span ? lookUpTraced(encoded, span) : serving.lookUp(encoded)),
    predictMany: (rows) => {
      // All of them from one version.
      const { lookUp } = serving;
      return Promise.all(rows.map((row) => lookUp(row)));
    },
    current: () => ({ model: serving.model, ...(problem === undefined ? {} : { problem }) }),
    close: async () => {
      await unwatch?.();
      for (const [timer, close] of leaving) {
        clearTimeout(timer);
        await close();
      }
      await serving.close();
    },
  };
};
