import { expect, it } from 'vitest';

import type { OutputSpec } from '../../../src/core/model-card.js';
import { guessMeanings, type Meanings } from '../../../src/scaffold/guess-meanings.js';

const SHARES: OutputSpec = { name: 'p', type: 'float32', shape: ['batch', 3] };
const CLASS: OutputSpec = { name: 'class', type: 'string', shape: ['batch'] };
const CLASS_CODE: OutputSpec = { ...CLASS, type: 'int64' };
const BINARY: OutputSpec = { name: 'p', type: 'float32', shape: ['batch', 1] };

/** Probabilities whose highest is at a position. */
function shares(width: number, highest: number): number[] {
  return Array.from({ length: width }, (_, at) => (at === highest ? 0.5 : 0.5 / (width - 1)));
}

/** As a log lists them: by code point. */
function labelsOf(tried: readonly { readonly label: string }[]): readonly string[] {
  return [...new Set(tried.map(({ label }) => label))].toSorted();
}

/** Answers to `rows` requests: the position of the class in the graph and the true label of the i-th. */
function read(width: number, rows: number, of: (row: number) => { index: number; label: string }): Meanings {
  const tried = Array.from({ length: rows }, (_, row) => {
    const { index, label } = of(row);
    return { prediction: [shares(width, index)], label };
  });
  return guessMeanings([{ ...SHARES, shape: ['batch', width] }], tried, labelsOf(tried));
}

it('takes labels that are numbers by their value, not by their text', () => {
  const { outputs, grounds } = read(11, 220, (row) => ({ index: row % 11, label: String(row % 11) }));
  expect(outputs[0]?.classes?.slice(0, 3)).toEqual(['0', '1', '2']);
  expect(outputs[0]?.classes?.at(-1)).toBe('10');
  expect(grounds).toBe(
    'read as: probability of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10; 100% of 220 labelled requests agree',
  );
});

it('finds the order in which the highest probability is the label', () => {
  const names = ['low', 'medium', 'high'];
  const { outputs, grounds } = read(3, 60, (row) => ({
    index: row % 3,
    label: names[row % 10 === 9 ? (row + 1) % 3 : row % 3] ?? '',
  }));
  expect(outputs[0]).toMatchObject({ meaning: 'class-probabilities', classes: names });
  expect(grounds).toBe('read as: probability of low, medium, high; 90% of 60 labelled requests agree');
});

it('says nothing where no order agrees better than guessing', () => {
  const names = ['a', 'b', 'c'];
  const unrelated = read(3, 90, (row) => ({ index: row % 3, label: names[Math.floor(row / 3) % 3] ?? '' }));
  const constant = read(3, 90, (row) => ({ index: 0, label: names[row % 3] ?? '' }));
  const few = read(3, 3, (row) => ({ index: row, label: names[row] ?? '' }));
  for (const { outputs, grounds } of [unrelated, constant, few]) {
    expect(outputs[0]).not.toHaveProperty('meaning');
    expect(grounds).toContain('labels are not scored');
  }
});

it('does not mistake half an order for the whole', () => {
  // In sorted order a and d would be right, and b and c each other.
  const names = ['a', 'c', 'b', 'd'];
  const { outputs } = read(4, 80, (row) => ({ index: row % 4, label: names[row % 4] ?? '' }));
  expect(outputs[0]?.classes).toEqual(names);
});

it('orders two classes by which probability ranks them, where one is always the lower', () => {
  const tried = Array.from({ length: 100 }, (_, row) => {
    const share = row % 10 === 0 ? 0.4 : 0.1;
    return { prediction: [[share, 1 - share]], label: row % 10 === 0 ? 'bought' : 'left' };
  });
  const outputs = [{ ...SHARES, shape: ['batch', 2] }];
  expect(guessMeanings(outputs, tried, labelsOf(tried)).outputs[0]?.classes).toEqual(['bought', 'left']);
  const turned = tried.map(({ prediction: [row = []], label }) => ({
    prediction: [row.toReversed()],
    label,
  }));
  expect(guessMeanings(outputs, turned, labelsOf(tried)).outputs[0]?.classes).toEqual(['left', 'bought']);
});

it('names by position what the log has no request of', () => {
  const { outputs } = read(4, 60, (row) => ({ index: row % 3, label: String(row % 3) }));
  expect(outputs[0]?.classes).toEqual(['0', '1', '2', '3']);
});

it('follows the class that the graph itself gives', () => {
  // One class is never the highest, so that the votes alone could not name it.
  const names = ['low', 'medium', 'high'];
  const tried = Array.from({ length: 40 }, (_, row) => ({
    prediction: [[names[row % 2] ?? ''], shares(3, row % 2)],
    label: row % 20 === 19 ? 'high' : (names[row % 2] ?? ''),
  }));
  const { outputs } = guessMeanings([CLASS, SHARES], tried, names);
  expect(outputs[0]).not.toHaveProperty('meaning');
  expect(outputs[1]?.classes).toEqual(names);
});

it('scores a class that is the label beyond chance', () => {
  const classes = (of: (row: number) => number): Meanings =>
    guessMeanings(
      [CLASS_CODE],
      Array.from({ length: 100 }, (_, row) => ({ prediction: [[of(row)]], label: String(row % 2) })),
      ['0', '1'],
    );
  expect(classes((row) => (row % 10 === 0 ? 1 : row % 2)).outputs[0]?.meaning).toBe('class');
  expect(classes(() => 1).outputs[0]).not.toHaveProperty('meaning');
  expect(classes((row) => 1 - (row % 2)).outputs[0]).not.toHaveProperty('meaning');
});

it('takes a share for the probability of 1 where it ranks the ones above the zeros', () => {
  const binary = (of: (row: number) => number): Meanings =>
    guessMeanings(
      [BINARY],
      Array.from({ length: 100 }, (_, row) => ({
        prediction: [[of(row)]],
        label: row % 10 === 0 ? '1' : '0',
      })),
      ['0', '1'],
    );
  // Rare outcomes are never above a half, and ranked all the same.
  const rare = binary((row) => (row % 10 === 0 ? 0.3 : 0.1));
  expect(rare.outputs[0]?.meaning).toBe('binary-probability');
  expect(rare.grounds).toBe('read as: probability of 1; 90% of 100 labelled requests agree at 0.5, AUC 1.00');
  expect(binary((row) => (row % 10 === 0 ? 0.1 : 0.3)).outputs[0]).not.toHaveProperty('meaning');
  expect(binary(() => 0.5).outputs[0]).not.toHaveProperty('meaning');
});

it('scores nothing where the log has labels that are not listed', () => {
  const tried = Array.from({ length: 60 }, (_, row) => ({
    prediction: [shares(3, row % 3)],
    label: String(row % 3),
  }));
  expect(guessMeanings([SHARES], tried, undefined).outputs[0]).not.toHaveProperty('meaning');
});

it('leaves a log without labels alone', () => {
  const meanings = guessMeanings([BINARY], [{ prediction: [[0.5]], label: undefined }], undefined);
  expect(meanings).toEqual({ outputs: [BINARY] });
});
