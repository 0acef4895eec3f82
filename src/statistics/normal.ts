/**
 * Standard normal distribution function. Series around 0 (Marsaglia 2004, J. Stat. Software 11(4)), and Laplace's
 * continued fraction beyond 3, where the series would lose the tail's relative accuracy.
 * @returns P(Z <= z), with a relative error of about 1e-14 in the lower tail.
 */
export function normalCdf(z: number): number {
  if (z < -3) return upperTail(-z);
  if (z > 3) return 1 - upperTail(z);
  let sum = z;
  let term = z;
  let previous = Number.NaN;
  for (let i = 3; sum !== previous; i += 2) {
    previous = sum;
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + sum * normalDensity(z);
}

function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

function upperTail(z: number): number {
  let fraction = z;
  for (let i = 100; i >= 1; i--) fraction = z + i / fraction;
  return normalDensity(z) / fraction;
}

/**
 * Coefficients of PPND16 (Wichura 1988, algorithm AS 241, Applied Statistics 37, 477-484), highest power first,
 * rounded to the nearest double.
 */
const CENTRE = {
  above: [
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
    1971.5909503065513, 133.14166789178438, 3.3871328727963665,
  ],
  below: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
    687.1870074920579, 42.31333070160091, 1,
  ],
} as const satisfies Rational;
const NEAR_TAIL = {
  above: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  below: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
} as const satisfies Rational;
const FAR_TAIL = {
  above: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
    0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  below: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
    0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
  ],
} as const satisfies Rational;

/**
 * Quantile of the standard normal distribution: Wichura's PPND16, accurate to about 1 part in 1e16.
 * @param p 0 to 1; the ends give -Infinity and Infinity. @throws RangeError outside.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability lies between 0 and 1, got ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * rational(0.180625 - q * q, CENTRE);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const z = r <= 5 ? rational(r - 1.6, NEAR_TAIL) : rational(r - 5, FAR_TAIL);
  return q < 0 ? -z : z;
}

interface Rational {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** Horner's rule for both at once: a loop over an index, because traffic draws millions of normals. */
function rational(x: number, { above, below }: Rational): number {
  let numerator = 0;
  let denominator = 0;
  for (let i = 0; i < above.length; i++) {
    numerator = numerator * x + (above[i] ?? 0);
    denominator = denominator * x + (below[i] ?? 0);
  }
  return numerator / denominator;
}
