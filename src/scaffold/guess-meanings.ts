import { readBinaryLabel } from '../core/binary-label.js';
import type { OutputSpec } from '../core/model-card.js';
import { agreeBeyondChance, agreement, classOrder, ranksTruth, type Vote } from './class-order.js';
import { inOrder, namesOf, ownAnswers, sharesOf, type Labelled } from './labelled-answers.js';
import type { Tried } from './try-model.js';

/** What the outputs of a model mean, and on what grounds, in words. */
export interface Meanings {
  readonly outputs: readonly OutputSpec[];
  /** Undefined where the log has no labels. */
  readonly grounds?: string;
}

type Finding = { readonly output: OutputSpec; readonly grounds: string };

/** Sums of probabilities differ from 1 by what 32-bit floats round. */
const ROUNDING = 1e-3;
/** More classes than this are an identifier, and too many to compare every two of. */
const MOST_CLASSES = 200;
const MOST_NAMED = 12;
const NOTHING_AGREES =
  'labels are not scored: no output agrees with them clearly better than guessing; say in model.yaml what it means';

/**
 * What an output means, where it agrees with the labels: a wrong meaning would be a wrong accuracy, none is only no
 * accuracy. One output is scored: probabilities tell more than the class that is made of them.
 * @param tried answers of the model @param known every label of the log, undefined where they are too many or of no one kind
 */
export function guessMeanings(
  outputs: readonly OutputSpec[],
  tried: readonly Tried[],
  known: readonly string[] | undefined,
): Meanings {
  const rows = tried.filter((row): row is Labelled => row.label !== undefined);
  if (rows.length === 0) return { outputs };
  // A label beyond the classes would end the run that meets it.
  const labels = inOrder(known ?? []);
  const isWhole = rows.every(({ label }) => labels.includes(label));
  if (!isWhole || labels.length > MOST_CLASSES) return { outputs, grounds: NOTHING_AGREES };
  const readers = [readShares, readBinary, readClass];
  for (const read of readers) {
    for (const [at, output] of outputs.entries()) {
      const found = read(output, at, rows, labels, outputs);
      if (found) return { outputs: outputs.with(at, found.output), grounds: found.grounds };
    }
  }
  return { outputs, grounds: NOTHING_AGREES };
}

function readShares(
  output: OutputSpec,
  at: number,
  rows: readonly Labelled[],
  labels: readonly string[],
  outputs: readonly OutputSpec[],
): Finding | undefined {
  const shares = sharesOf(output, at, rows);
  const width = shares?.[0]?.length ?? 0;
  const names = namesOf(labels, width);
  if (!shares || width < 2 || !names) return undefined;
  if (shares.some((row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) >= ROUNDING))
    return undefined;
  const votes = shares.map((row, index): Vote => ({
    index: row.indexOf(Math.max(...row)),
    second: row[1] ?? 0,
    label: rows[index]?.label ?? '',
  }));
  const own = outputs.flatMap((other, place) =>
    other.type.startsWith('float') ? [] : [ownOrder(votes, place, rows, names)],
  );
  // Of two classes one may never be the highest: then no vote says which order it is.
  const turned = names.length === 2 ? [names.toReversed()] : [];
  const orders = [...own.filter((order) => order !== undefined), names, ...turned];
  const classes = classOrder(votes, names, orders);
  if (!classes) return undefined;
  const listed = classes.slice(0, MOST_NAMED).join(', ') + (classes.length > MOST_NAMED ? ', ...' : '');
  return {
    output: { ...output, meaning: 'class-probabilities', classes },
    grounds: `read as: probability of ${listed}; ${agreeWords(agreement(votes, classes), rows.length)}`,
  };
}

function readBinary(
  output: OutputSpec,
  at: number,
  rows: readonly Labelled[],
  labels: readonly string[],
): Finding | undefined {
  const shares = sharesOf(output, at, rows);
  if (!shares || shares[0]?.length !== 1 || labels.some((label) => readBinaryLabel(label) === undefined))
    return undefined;
  const scores = shares.map(([share = 0]) => share);
  const truths = rows.map(({ label }) => readBinaryLabel(label) === true);
  const area = ranksTruth(scores, truths);
  if (area === undefined) return undefined;
  const right = scores.filter((score, row) => score >= 0.5 === truths[row]).length / rows.length;
  const { label: positive = '1' } = rows.find((_, row) => truths[row]) ?? {};
  return {
    output: { ...output, meaning: 'binary-probability' },
    grounds: `read as: probability of ${positive}; ${agreeWords(right, rows.length)} at 0.5, AUC ${area.toFixed(2)}`,
  };
}

function readClass(
  output: OutputSpec,
  at: number,
  rows: readonly Labelled[],
  labels: readonly string[],
): Finding | undefined {
  const answers = ownAnswers(output, at, rows, labels);
  if (!answers) return undefined;
  const pairs = rows.map(({ label }, row) => [answers[row] ?? '', label] as const);
  if (!agreeBeyondChance(pairs)) return undefined;
  const right = pairs.filter(([answer, label]) => answer === label).length / rows.length;
  return {
    output: { ...output, meaning: 'class' },
    grounds: `read as: the class itself; ${agreeWords(right, rows.length)}`,
  };
}

/** The order that makes the highest probability the class that the graph names in an output of its own. */
function ownOrder(
  votes: readonly Vote[],
  place: number,
  rows: readonly Labelled[],
  names: readonly string[],
): readonly string[] | undefined {
  const order = new Map<number, string>();
  for (const [row, { index }] of votes.entries()) {
    const answer = String(rows[row]?.prediction[place]?.[0]);
    if (!names.includes(answer) || (order.get(index) ?? answer) !== answer) return undefined;
    order.set(index, answer);
  }
  const left = names.filter((name) => ![...order.values()].includes(name));
  const whole = names.map((_, index) => order.get(index) ?? (left.length === 1 ? left[0] : undefined));
  const found = whole.filter((name) => name !== undefined);
  return found.length === names.length && new Set(found).size === found.length ? found : undefined;
}

function agreeWords(share: number, count: number): string {
  return `${Math.floor(share * 100)}% of ${count} labelled requests agree`;
}
