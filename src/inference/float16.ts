/**
 * IEEE 754 binary16, for runtimes without Float16Array (Node 20). Rounds to nearest, ties to even: the scaled
 * significand is rounded exactly once, from the double.
 */
export function float16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= 65520) return sign | 0x7c00;
  if (magnitude === 0) return sign;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const steps = roundHalfToEven(magnitude / 2 ** (exponent - 10));
  // A significand that rounds up to 2048 carries into the exponent by plain addition.
  return sign | (steps + (exponent + 14) * 1024);
}

export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest < 0.5 || (rest === 0.5 && floor % 2 === 0)) return floor;
  return floor + 1;
}
