import type { OutputSpec } from '../core/model-card.js';
import type { Tried } from './try-model.js';

/** An answer of the model to a request whose true outcome is known. */
export type Labelled = Tried & { readonly label: string };

/** One of the labels for each request, or undefined for an output that gives something else. */
export function ownAnswers(
  output: OutputSpec,
  at: number,
  rows: readonly Labelled[],
  labels: readonly string[],
): readonly string[] | undefined {
  if (output.type.startsWith('float') || rows.some(({ prediction }) => prediction[at]?.length !== 1))
    return undefined;
  const answers = rows.map(({ prediction }) => String(prediction[at]?.[0]));
  return answers.every((answer) => labels.includes(answer)) ? answers : undefined;
}

/** Numbers from 0 to 1, as many for each request, or undefined. */
export function sharesOf(
  output: OutputSpec,
  at: number,
  rows: readonly Labelled[],
): readonly (readonly number[])[] | undefined {
  if (!output.type.startsWith('float')) return undefined;
  const all = rows.map(({ prediction }) => (prediction[at] ?? []).map(Number));
  const width = all[0]?.length;
  const isShare = (value: number): boolean => value >= 0 && value <= 1;
  return all.every((row) => row.length === width && row.every(isShare)) ? all : undefined;
}

/** Labels that are positions name classes that the log has no request of. */
export function namesOf(labels: readonly string[], width: number): readonly string[] | undefined {
  const positions = Array.from({ length: width }, (_, index) => String(index));
  if (labels.every((label) => positions.includes(label))) return positions;
  return labels.length === width ? labels : undefined;
}

/** Whole numbers by their value, texts by code point. */
export function inOrder(labels: readonly string[]): readonly string[] {
  const areWhole = labels.every((label) => label.trim() !== '' && Number.isInteger(Number(label)));
  return areWhole ? labels.toSorted((a, b) => Number(a) - Number(b)) : labels.toSorted();
}
