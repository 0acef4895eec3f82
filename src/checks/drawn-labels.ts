import { UserError } from '../core/errors.js';
import type { ModelCard, OutputSpec } from '../core/model-card.js';
import { createEncoder } from '../inference/encode.js';
import { openSession } from '../inference/session.js';
import { randomStream } from '../statistics/random.js';
import type { Traffic, TrafficItem } from '../traffic/traffic.js';

/** Requests that get a label: each is asked of every mode, one after the other. */
const MOST_LABELS = 10_000;

/**
 * Traffic whose outcomes are drawn from the model's own probabilities: a world in which the model is right, so that
 * what a default or a coarser answer loses against it can be told without a log of real outcomes. It says nothing of
 * how good the model is.
 * @throws UserError LABELS_IMPOSSIBLE where no output is a probability
 */
export function withDrawnLabels(card: ModelCard, traffic: Traffic, seed: number): Traffic {
  const outcomeOf = outcomeDrawer(card);
  const encode = createEncoder(card);
  async function* replay(from = 0): AsyncGenerator<readonly TrafficItem[]> {
    const random = randomStream(seed, 'labels');
    const session = await openSession(card, card.file);
    try {
      let drawn = 0;
      for await (const items of traffic.replay(from)) {
        const some = items.slice(0, MOST_LABELS - drawn);
        const predictions = await session.run(some.map(({ request }) => encode(request)));
        yield some.map((item, index) => {
          const label = outcomeOf(predictions[index] ?? [], random.uniform());
          return { ...item, label };
        });
        drawn += some.length;
        if (drawn >= MOST_LABELS) return;
      }
    } finally {
      await session.close();
    }
  }
  return { ...traffic, labelled: true, replay };
}

type OutcomeOf = (prediction: readonly (readonly unknown[])[], uniform: number) => string;

function outcomeDrawer({ name, outputs }: ModelCard): OutcomeOf {
  const index = outputs.findIndex(({ meaning }) => meaning !== undefined && meaning !== 'value');
  const output: OutputSpec | undefined = outputs[index];
  if (output?.meaning === 'binary-probability') {
    return (prediction, uniform) => (uniform < Number(prediction[index]?.[0]) ? '1' : '0');
  }
  if (output?.meaning === 'class-probabilities') {
    return (prediction, uniform) => String(classAt((prediction[index] ?? []) as readonly number[], uniform));
  }
  throw new UserError(
    'LABELS_IMPOSSIBLE',
    `traffic.labels: ${name} has no output that its card calls binary-probability or class-probabilities`,
    'leave labels out, or give a request log with true outcomes',
  );
}

/** The last class takes what rounding leaves. */
function classAt(probabilities: readonly number[], uniform: number): number {
  let sum = 0;
  for (const [index, probability] of probabilities.entries()) {
    sum += probability;
    if (uniform < sum) return index;
  }
  return probabilities.length - 1;
}
