import { areaUnderCurve } from '../statistics/area-under-curve.js';

/** What a model and a log say of the same request: a class by its position, and the true label. */
export interface Vote {
  /** Element of the output with the highest probability. */
  readonly index: number;
  /** Probability of the second class, where there are two. */
  readonly second: number;
  readonly label: string;
}

/** Standard errors beyond chance: one in a thousand by luck. */
const CLEARLY = 3;
/** With fewer requests of other labels than the most common one, agreement says nothing. */
const FEWEST_OTHERS = 5;

/**
 * The labels in the order of the output's elements, or undefined where no order agrees with the labels clearly better
 * than guessing does. First the order of `orders` that no swap of two classes would better, else the one that the
 * votes of one half of the requests make, if the other half agrees.
 */
export function classOrder(
  votes: readonly Vote[],
  labels: readonly string[],
  orders: readonly (readonly string[])[],
): readonly string[] | undefined {
  const stated = orders.find((order) => agreesByOrder(votes, order) && !isBetterSwapped(votes, order));
  if (stated) return stated;
  const [half, others] = halves(votes);
  const voted = majorityOrder(half, labels);
  return voted && agreesByOrder(others, voted) && !isBetterSwapped(votes, voted) ? voted : undefined;
}

/** Every other vote for each class: by their number alone, a log that alternates would have its classes parted. */
function halves(votes: readonly Vote[]): readonly [readonly Vote[], readonly Vote[]] {
  const seen = new Map<number, number>();
  const numbered = votes.map((vote) => {
    const number = seen.get(vote.index) ?? 0;
    seen.set(vote.index, number + 1);
    return { vote, isFirst: number % 2 === 0 };
  });
  const part = (wanted: boolean): readonly Vote[] =>
    numbered.filter(({ isFirst }) => isFirst === wanted).map(({ vote }) => vote);
  return [part(true), part(false)];
}

/** Share of the requests whose label is that of the highest probability. */
export function agreement(votes: readonly Vote[], order: readonly string[]): number {
  return votes.filter(({ index, label }) => order[index] === label).length / votes.length;
}

function agreesByOrder(votes: readonly Vote[], order: readonly string[]): boolean {
  if (order.length === 2) {
    const truths = votes.map(({ label }) => label === order[1]);
    return (
      ranksTruth(
        votes.map(({ second }) => second),
        truths,
      ) !== undefined
    );
  }
  return agreeBeyondChance(votes.map(({ index, label }) => [order[index] ?? '', label]));
}

/**
 * Whether answers are the labels clearly more often than by chance; always giving the most common label is chance.
 * The agreement beyond chance that kappa measures, over its standard error where answers and labels are independent:
 * Fleiss, Cohen and Everitt 1969, https://doi.org/10.1037/h0028106
 */
export function agreeBeyondChance(pairs: readonly (readonly [answer: string, label: string])[]): boolean {
  const count = pairs.length;
  const answers = shares(pairs.map(([answer]) => answer));
  const labels = shares(pairs.map(([, label]) => label));
  if (count * (1 - Math.max(...labels.values())) < FEWEST_OTHERS) return false;
  let [chance, spread] = [0, 0];
  for (const [label, share] of labels) {
    const both = share * (answers.get(label) ?? 0);
    chance += both;
    spread += both * (share + (answers.get(label) ?? 0));
  }
  const variance = (chance + chance ** 2 - spread) / count;
  const found = pairs.filter(([answer, label]) => answer === label).length / count;
  return variance > 0 && (found - chance) / Math.sqrt(variance) >= CLEARLY;
}

/**
 * The area under the ROC curve, or undefined where it is not clearly above 0.5, by the standard error of the
 * Mann-Whitney statistic where scores and truths are independent.
 */
export function ranksTruth(scores: readonly number[], truths: readonly boolean[]): number | undefined {
  const positives = truths.filter(Boolean).length;
  const negatives = truths.length - positives;
  const area = areaUnderCurve(scores, truths);
  if (area === undefined || Math.min(positives, negatives) < FEWEST_OTHERS) return undefined;
  const error = Math.sqrt((truths.length + 1) / (12 * positives * negatives));
  return (area - 0.5) / error >= CLEARLY ? area : undefined;
}

/** The order in which each class has the label that its votes mostly have, if that is a bijection. */
function majorityOrder(votes: readonly Vote[], labels: readonly string[]): readonly string[] | undefined {
  const order = labels.map((_, index) => {
    const counted = shares(votes.filter((vote) => vote.index === index).map(({ label }) => label));
    return [...counted].toSorted(([, a], [, b]) => b - a)[0]?.[0];
  });
  const found = order.filter((label) => label !== undefined);
  return found.length === order.length && new Set(found).size === found.length ? found : undefined;
}

/** True where two classes with each other's labels would agree more often. */
function isBetterSwapped(votes: readonly Vote[], order: readonly string[]): boolean {
  const counts = order.map((_, index) => order.map((label) => countOf(votes, index, label)));
  const at = (index: number, label: number): number => counts[index]?.[label] ?? 0;
  return order.some((_, a) => order.some((__, b) => a < b && at(a, b) + at(b, a) > at(a, a) + at(b, b)));
}

function countOf(votes: readonly Vote[], index: number, label: string): number {
  return votes.filter((vote) => vote.index === index && vote.label === label).length;
}

function shares(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map([...counts].map(([text, count]) => [text, count / texts.length]));
}
