/** @returns the names of a comma-separated flag; undefined where it was not given */
export function namesFlag(text: string | undefined): string[] | undefined {
  return text?.split(',').map((name) => name.trim());
}
