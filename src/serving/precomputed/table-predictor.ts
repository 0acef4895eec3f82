import type { Answer, Encoded, MaybePromise } from '../../core/answer.js';
import { nowUs } from '../../core/clock.js';
import type { TablePointer } from '../../core/predictor-spec.js';
import type { Span } from '../../core/time-split.js';
import { checkKeys, checkTable } from '../../precompute/check-table.js';
import { READ_TIMEOUT_MS } from '../../stores/store-errors.js';
import type { BuildPredictor } from '../predictor.js';
import { trackRefusedVersion } from '../refused-version.js';
import { buildMissPredictor, isLive } from './miss-predictor.js';
import { kept, metricsOf, notesOf } from './kept-answers.js';
import { serveTable } from './served-table.js';
import { createWriteBack } from './write-back.js';

/**
 * One look-up in a prediction table; another predictor answers what is not in it. Where it follows a pointer, the
 * table that is published there takes over between two requests; one that does not fit is reported, and the old one
 * stays.
 */
export const buildTablePredictor: BuildPredictor<'table'> = async (spec, context) => {
  const { table, follow, onMiss, writeBack } = spec;
  const { card, openTable, watchPointer } = context;
  const reader = await openTable(table);
  const added =
    writeBack && createWriteBack(await context.openOverlay(table, reader.table.schema), writeBack);
  let serving = await serveTable(reader, card, checkTable, added);
  const behind = await buildMissPredictor(onMiss, context);
  const rest = added ? kept(behind, () => serving) : behind;
  const refused = trackRefusedVersion('a new table is not served');
  /** Tables that were replaced, while answers from them may be under way. */
  const leaving = new Map<NodeJS.Timeout, () => Promise<void>>();

  const move = async ({ store, access }: TablePointer, location: string): Promise<void> => {
    const next = { store, location, ...(access ? { access } : {}) };
    const old = serving;
    serving = await serveTable(await openTable(next), card, checkKeys, added);
    // Rows of the version before.
    added?.clear();
    refused.settle();
    // No look-up takes longer, so none has to be counted.
    const timer = setTimeout(
      () => {
        leaving.delete(timer);
        old.close().catch(refused.report);
      },
      2 * (access?.timeoutMs ?? READ_TIMEOUT_MS),
    ).unref();
    leaving.set(timer, old.close);
  };
  const unwatch =
    follow &&
    (await watchPointer(follow, {
      onMove: (location) => move(follow, location),
      onError: refused.report,
    }));

  const predict = (encoded: Encoded): MaybePromise<Answer> => {
    const found = serving.lookUp(encoded);
    if (found instanceof Promise) return found.then((settled) => settled ?? rest.predict(encoded));
    return found ?? rest.predict(encoded);
  };
  const predictTraced = (encoded: Encoded, span: Span): MaybePromise<Answer> => {
    const startedUs = nowUs();
    const told = (settled: Answer | undefined): MaybePromise<Answer> => {
      span.add('tableRead', nowUs() - startedUs);
      return settled ?? rest.predict(encoded, span);
    };
    const found = serving.lookUp(encoded);
    return found instanceof Promise ? found.then(told) : told(found);
  };
  return {
    predict: (encoded, span) => (span ? predictTraced(encoded, span) : predict(encoded)),
    predictMany: async (rows) => {
      // All of them from one version.
      const { lookUp } = serving;
      const found = await Promise.all(rows.map((row) => lookUp(row)));
      const missing = rows.filter((_, index) => found[index] === undefined);
      const others = missing.length === 0 ? [] : await rest.predictMany(missing);
      let next = 0;
      return found.map((settled) => settled ?? (others[next++] as Answer));
    },
    current: () => ({
      ...rest.current(),
      ...(isLive(onMiss) ? {} : { model: serving.model }),
      table: serving.model,
      ...refused.state(),
    }),
    model: isLive(onMiss) ? rest.model : () => serving.model,
    ...(added || rest.metrics
      ? { metrics: () => [...(added ? metricsOf(added.counts()) : []), ...(rest.metrics?.() ?? [])] }
      : {}),
    ...(added ? { notes: () => notesOf(added.counts()) } : {}),
    forget: () => {
      added?.restart();
      rest.forget?.();
    },
    close: async () => {
      await unwatch?.();
      for (const [timer, close] of leaving) {
        clearTimeout(timer);
        await close();
      }
      await added?.close();
      await serving.close();
      await rest.close();
    },
  };
};
