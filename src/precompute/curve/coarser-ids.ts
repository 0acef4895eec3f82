import { UserError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';
import type { KeyDigit } from '../../inference/key-digits.js';

/** Makes of a key's id that of the coarser key without some features: equal for all keys that agree in the others. */
export type Coarsen = (id: number) => number;

/**
 * One more feature dropped at each level.
 * @param order features, the one that is dropped first at the start; at least one feature always stays
 */
export function coarserLevels(digits: readonly KeyDigit[], order: readonly string[]): readonly Coarsen[] {
  const weights = digits.map((_, index) =>
    digits.slice(index + 1).reduce((product, { radix }) => product * radix, 1),
  );
  const positions = order.slice(0, digits.length - 1).map((name) => {
    const index = digits.findIndex(({ feature }) => feature === name);
    return { weight: weights[index] as number, radix: (digits[index] as KeyDigit).radix };
  });
  return positions.map((_, level) => {
    const dropped = positions.slice(0, level + 1);
    return (id) => {
      let coarse = id;
      for (const { weight, radix } of dropped) coarse -= (Math.floor(id / weight) % radix) * weight;
      return coarse;
    };
  });
}

/**
 * The order in which features are dropped: as asked for, else the last one of the card first.
 * @throws UserError BACK_OFF_UNKNOWN
 */
export function dropOrder(card: ModelCard, asked: readonly string[] | undefined): readonly string[] {
  const names = card.features.map(({ name }) => name);
  const unknown = asked?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UserError(
      'BACK_OFF_UNKNOWN',
      `--back-off: ${card.name} has no feature ${JSON.stringify(unknown)}`,
      `its features: ${names.join(', ')}`,
    );
  }
  return (asked ?? names.toReversed()).slice(0, names.length - 1);
}
