/** 26000000 -> `26,000,000`. */
export function thousands(value: number): string {
  return value.toLocaleString('en-US');
}

/** 0.29 -> `29%`, without the noise of binary fractions. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))}%`;
}
