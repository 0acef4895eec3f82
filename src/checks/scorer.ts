import { readBinaryLabel } from '../core/binary-label.js';
import type { QualityFigures } from '../core/deployment-record.js';
import { UserError } from '../core/errors.js';
import type { ModelCard, OutputSpec } from '../core/model-card.js';
import { areaUnderCurve } from '../statistics/area-under-curve.js';

/** Accumulates predictions against true labels. */
export interface Scorer {
  /** @param prediction parsed JSON of a prediction. @throws UserError LABEL_UNKNOWN: a guess would be a wrong figure. */
  add(prediction: unknown, label: string): void;
  figures(): QualityFigures;
}

/** Keeps log-loss finite, as scikit-learn does for float64. */
const EPSILON = 2 ** -52;

/** @returns undefined where the card does not say what its outputs mean. */
export function createScorer(card: ModelCard): Scorer | undefined {
  const output = card.outputs.find((candidate) => candidate.meaning && candidate.meaning !== 'value');
  if (!output) return undefined;
  const read = card.outputs.length === 1 ? (prediction: unknown) => prediction : fieldReader(output.name);
  if (output.meaning === 'binary-probability') return binaryScorer(read);
  if (output.meaning === 'class-probabilities') return classScorer(output, read);
  return labelScorer(read);
}

function fieldReader(name: string): (prediction: unknown) => unknown {
  return (prediction) => (prediction as Readonly<Record<string, unknown>>)[name];
}

function binaryScorer(read: (prediction: unknown) => unknown): Scorer {
  const scores: number[] = [];
  const truths: boolean[] = [];
  return {
    add: (prediction, label) => {
      scores.push(Number(read(prediction)));
      truths.push(readTruth(label));
    },
    figures: () => {
      const labelled = scores.length;
      if (labelled === 0) return { labelled };
      let right = 0;
      let loss = 0;
      for (const [index, score] of scores.entries()) {
        const truth = truths[index] ?? false;
        if (score >= 0.5 === truth) right++;
        loss -= Math.log(clip(truth ? score : 1 - score));
      }
      const area = areaUnderCurve(scores, truths);
      return {
        labelled,
        accuracy: right / labelled,
        logLoss: loss / labelled,
        ...(area === undefined ? {} : { auc: area }),
      };
    },
  };
}

function classScorer(output: OutputSpec, read: (prediction: unknown) => unknown): Scorer {
  let labelled = 0;
  let right = 0;
  let loss = 0;
  return {
    add: (prediction, label) => {
      const probabilities = read(prediction) as readonly number[];
      const truth = readClass(label, output, probabilities.length);
      labelled++;
      if (indexOfMax(probabilities) === truth) right++;
      loss -= Math.log(clip(probabilities[truth] ?? 0));
    },
    figures: () =>
      labelled === 0 ? { labelled } : { labelled, accuracy: right / labelled, logLoss: loss / labelled },
  };
}

function readTruth(label: string): boolean {
  const truth = readBinaryLabel(label);
  if (truth === undefined) throw unknownLabel(label, '1, 0, true or false');
  return truth;
}

/** By its name, else by its number. */
function readClass(label: string, { classes }: OutputSpec, count: number): number {
  const named = classes?.indexOf(label) ?? -1;
  const truth = named >= 0 || label.trim() === '' ? named : Number(label);
  if (Number.isInteger(truth) && truth >= 0 && truth < count) return truth;
  const names = classes && classes.length <= 12 ? `${classes.join(', ')}, or ` : '';
  throw unknownLabel(label, `${names}a class from 0 to ${count - 1}`);
}

function unknownLabel(label: string, expected: string): UserError {
  const text = `the label ${JSON.stringify(label)} is none of the model's; expected ${expected}`;
  return new UserError(
    'LABEL_UNKNOWN',
    text,
    'correct the log, or the classes of the output in the model card',
  );
}

/** The output is the class itself. */
function labelScorer(read: (prediction: unknown) => unknown): Scorer {
  let labelled = 0;
  let right = 0;
  return {
    add: (prediction, label) => {
      labelled++;
      if (String(read(prediction)) === label) right++;
    },
    figures: () => (labelled === 0 ? { labelled } : { labelled, accuracy: right / labelled }),
  };
}

function indexOfMax(values: readonly number[]): number {
  let best = 0;
  for (let index = 1; index < values.length; index++)
    if ((values[index] as number) > (values[best] as number)) best = index;
  return best;
}

function clip(probability: number): number {
  return Math.min(1 - EPSILON, Math.max(EPSILON, probability));
}
