/**
 * Strings first, so that digits within one are left alone; then integers of 16 digits and more, which a double may not
 * hold. A number with a fraction or an exponent is none.
 */
const STRING_OR_LARGE_INTEGER = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** Whether `parseExactIntegers` may find anything that `JSON.parse` would not. */
export function mayHoldLargeInteger(text: string): boolean {
  return /\d{16}/.test(text);
}

/**
 * Parses JSON as `JSON.parse` does, but gives an integer beyond 2^53 as its decimal string: JSON carries it exactly, a
 * JavaScript number does not. Several times slower, so it is for texts in which such an integer was met.
 *
 * @param text valid JSON
 */
export function parseExactIntegers(text: string): unknown {
  const quoted = text.replace(STRING_OR_LARGE_INTEGER, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  );
  return JSON.parse(quoted);
}
