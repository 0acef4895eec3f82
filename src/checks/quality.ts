import { ANSWERED_SOURCES } from '../core/answer.js';
import type { Quality, QualityFigures } from '../core/deployment-record.js';
import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { Traffic } from '../traffic/traffic.js';
import type { Ask } from './client.js';
import { isLike } from './find-prediction.js';
import { createScorer, type Scorer } from './scorer.js';

/** More labelled requests than this say no more about quality; the figure `labelled` tells how many were used. */
const MAX_LABELLED = 50_000;

/**
 * One pass over the labelled stream, one request after the other (a cache must meet them in order): what a user of
 * this mode would have been told. Overall figures are over real predictions only, and null where the mode gave none.
 * @param example a prediction of the model: an answer of another form (an external application may give it) has no score.
 */
export async function measureQuality(
  ask: Ask,
  card: ModelCard,
  traffic: Traffic,
  example: unknown,
): Promise<Quality | null> {
  const overall = createScorer(card);
  if (!overall) return null;
  const bySource = new Map<string, Scorer>();
  let seen = 0;

  for await (const items of traffic.replay()) {
    for (const { request, label, line } of items) {
      if (label === undefined) continue;
      const { source, prediction } = await ask(request);
      seen++;
      if (prediction === undefined) continue;
      if (!isLike(example, prediction)) return null;
      const scorer = bySource.get(source) ?? createScorer(card);
      if (!scorer) continue;
      bySource.set(source, scorer);
      atLine(line, () => {
        if (ANSWERED_SOURCES.some((answered) => answered === source)) overall.add(prediction, label);
        scorer.add(prediction, label);
      });
    }
    if (seen >= MAX_LABELLED) break;
  }
  const figures = overall.figures();
  if (figures.labelled === 0) return null;
  const sources: Record<string, QualityFigures> = {};
  for (const [source, scorer] of bySource) sources[source] = scorer.figures();
  return { ...figures, bySource: sources };
}

/** Says where a label stands that the model does not have. */
function atLine(line: number | undefined, score: () => void): void {
  try {
    score();
  } catch (error) {
    if (!(error instanceof UserError) || line === undefined) throw error;
    throw new UserError(error.code, `line ${line} of the log: ${error.message}`, error.next);
  }
}
