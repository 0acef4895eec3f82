import type { Predictor } from '../predictor.js';
import type { ServedTable } from './served-table.js';
import type { WriteBackCounts } from './write-back.js';

/** A predictor whose answers are added to the table that serves when they come. */
export function kept(predictor: Predictor, serving: () => ServedTable): Predictor {
  return {
    ...predictor,
    predict: (encoded, span) => {
      const answer = predictor.predict(encoded, span);
      return answer instanceof Promise
        ? answer.then((settled) => serving().add(encoded, settled))
        : serving().add(encoded, answer);
    },
    predictMany: async (rows) => {
      const answers = await predictor.predictMany(rows);
      const table = serving();
      for (const [index, answer] of answers.entries()) {
        const row = rows[index];
        if (row) table.add(row, answer);
      }
      return answers;
    },
  };
}

export function notesOf({ written, dropped, failed, beyond }: WriteBackCounts): readonly string[] {
  return [
    `write-back: ${written} live answers were written beside the table, ${dropped} dropped by a full queue, ${failed} refused by the store, ${beyond} beyond the bound of rows`,
  ];
}

export function metricsOf(counts: WriteBackCounts): readonly string[] {
  return [
    '# HELP servebench_write_back_total Live answers that were to be written beside the table, by what became of them.',
    '# TYPE servebench_write_back_total counter',
    ...Object.entries(counts).map(
      ([outcome, count]) => `servebench_write_back_total{outcome="${outcome}"} ${count}`,
    ),
  ];
}
