const DIGITS = 6;

/** Powers of ten that a double holds exactly. */
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Rounds to 6 significant digits: the 24 bits of a float32 hold no more than 7, and the JSON stays short. Dividing by
 * a power of ten, not multiplying by a fraction, gives the number whose shortest decimal form has those digits.
 */
export function roundSignificant(value: number): number {
  return roundDecimals(value, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value))));
}

/**
 * Rounds to so many decimals; negative for tens, hundreds, ... Beyond 10^22 in either direction it is left as it
 * is.
 */
export function roundDecimals(value: number, decimals: number): number {
  const scale = POWERS[Math.abs(decimals)];
  if (scale === undefined) return value;
  return decimals >= 0 ? Math.round(value * scale) / scale : Math.round(value / scale) * scale;
}
