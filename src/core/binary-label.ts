/** The true outcome of a request of two classes. @returns undefined for a label that is neither */
export function readBinaryLabel(label: string): boolean | undefined {
  if (['1', 'true', '1.0'].includes(label)) return true;
  return ['0', 'false', '0.0'].includes(label) ? false : undefined;
}
