const DEFAULT_WIDTH = 100;

/** Colour and width of stdout: no colour for NO_COLOR (no-color.org) or where stdout is no terminal. */
export function renderOptions(): { readonly color: boolean; readonly width: number } {
  const isTerminal = process.stdout.isTTY === true;
  const color = isTerminal && !process.env['NO_COLOR'];
  return { color, width: isTerminal ? process.stdout.columns : DEFAULT_WIDTH };
}
