import {
  isScalar,
  rowShape,
  type Feature,
  type ScalarFeature,
  type TensorFeature,
  type TensorSpec,
  type TextFeature,
} from '../core/model-card.js';
import { elementMistake } from './card-elements.js';
import type { ReadFeature } from './card-features.js';
import { rowElements } from './card-tensors.js';
import type { Report } from './mistakes.js';
import { quote } from './suggest.js';
import { ngramCount } from '../inference/text-ngrams.js';

const MOST_COLUMNS_SHOWN = 5;

interface Filling<F extends Feature> {
  readonly index: number;
  readonly feature: F;
  readonly isColumnGiven: boolean;
}

/**
 * Checks that the features fill the inputs: every column of every input, each exactly once, or a whole input by one
 * tensor feature.
 */
export function checkColumns(
  inputs: readonly TensorSpec[],
  features: readonly (ReadFeature | undefined)[],
  report: Report,
): void {
  const fillings = features.flatMap((read, index) => (read ? [{ index, ...read }] : []));
  const isComplete = fillings.length === features.length;
  for (const [index, input] of inputs.entries()) {
    const own = fillings.filter(({ feature }) => feature.input === input.name);
    const whole = own.find(isWhole);
    if (whole) checkWhole(input, whole, own, report);
    else {
      const scalars = own.filter(isScalarFeature);
      for (const { index: position, feature } of scalars) {
        const mistake = elementMistake(feature, input);
        if (mistake) report(['features', position, mistake.key], mistake.text);
      }
      const unfilled = unfilledColumns(input, scalars, report);
      // A feature that could not be read may be the one that fills them.
      if (isComplete && unfilled !== '')
        report(['inputs', index], `no feature fills ${unfilled} of ${quote(input.name)}`);
    }
  }
}

function checkWhole(
  input: TensorSpec,
  { index, feature }: Filling<TensorFeature | TextFeature>,
  own: readonly Filling<Feature>[],
  report: Report,
): void {
  for (const other of own.filter((filling) => filling.index !== index)) {
    const shared = `${quote(input.name)} is filled by ${quote(feature.name)}, a ${feature.type}, alone`;
    report(['features', other.index, 'input'], `${shared}; expected another input`);
  }
  if (feature.type === 'text') checkText(input, index, feature, report);
  else checkTensor(input, index, feature, report);
}

function checkText(input: TensorSpec, index: number, feature: TextFeature, report: Report): void {
  const { type } = input;
  const shape = rowShape(input);
  const needed = ngramCount(feature.maxLength, feature.ngrams);
  const holds = `${quote(input.name)} holds ${type}${quote(input.shape)}`;
  const [width] = shape;
  if (shape.length !== 1 || typeof width !== 'number' || (type !== 'int32' && type !== 'int64')) {
    report(['features', index, 'input'], `${holds}; expected int32 or int64 of [batch, ${needed}]`);
  } else if (width < needed) {
    report(
      ['features', index, 'maxLength'],
      `${feature.maxLength} characters have up to ${needed} n-grams, but ${holds}; expected fewer characters`,
    );
  }
}

function checkTensor(input: TensorSpec, index: number, feature: TensorFeature, report: Report): void {
  const wanted = rowShape(input);
  const fits =
    wanted.length === feature.shape.length &&
    wanted.every((size, axis) => typeof size === 'string' || size === feature.shape[axis]);
  if (fits) return;
  const text = `expected ${quote(wanted)}, the shape of one request in ${quote(input.name)}, got ${quote(feature.shape)}`;
  report(['features', index, 'shape'], text);
}

/** Reports columns that do not exist or are filled twice. @returns the columns that nothing fills, in words. */
function unfilledColumns(input: TensorSpec, own: readonly Filling<ScalarFeature>[], report: Report): string {
  const width = rowElements(input);
  if (width === undefined) {
    for (const { index } of own) {
      const open = `${quote(input.name)} leaves a dimension open (${quote(rowShape(input))})`;
      report(['features', index, 'input'], `${open}; expected a feature of type tensor to fill it`);
    }
    return own.length === 0 ? 'any part' : '';
  }
  const filledBy = new Map<number, string>();
  for (const { index, feature, isColumnGiven } of own) {
    const { name, column } = feature;
    const first = filledBy.get(column);
    if (!isColumnGiven && own.length > 1) {
      report(
        ['features', index, 'column'],
        `missing; expected one, as several features fill ${quote(input.name)}`,
      );
    } else if (column >= width) {
      report(
        ['features', index, 'column'],
        `expected a column from 0 to ${width - 1} of ${quote(input.name)}, got ${column}`,
      );
    } else if (first !== undefined) {
      report(
        ['features', index, 'column'],
        `column ${column} of ${quote(input.name)} is filled by ${quote(first)} already`,
      );
    } else filledBy.set(column, name);
  }
  const unfilled = Array.from({ length: width }, (_, column) => column).filter(
    (column) => !filledBy.has(column),
  );
  if (unfilled.length === 0) return '';
  const more =
    unfilled.length > MOST_COLUMNS_SHOWN ? ` and ${unfilled.length - MOST_COLUMNS_SHOWN} more` : '';
  const columns = unfilled.slice(0, MOST_COLUMNS_SHOWN).join(', ');
  return `column${unfilled.length > 1 ? 's' : ''} ${columns}${more}`;
}

function isWhole(filling: Filling<Feature>): filling is Filling<TensorFeature | TextFeature> {
  return !isScalar(filling.feature);
}

function isScalarFeature(filling: Filling<Feature>): filling is Filling<ScalarFeature> {
  return isScalar(filling.feature);
}
