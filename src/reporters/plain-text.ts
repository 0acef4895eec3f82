/** Control sequences of terminals (ECMA-48, 5.4), as coloured logs are full of. */
// oxlint-disable-next-line no-control-regex
const SEQUENCE = /\u001B\[[0-9;?]*[ -/]*[@-~]/g;

/** Everything below a blank but tabs and line feeds. */
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

/** What a process printed, without the colours it printed it in. */
export function withoutColors(text: string): string {
  return text.replace(SEQUENCE, '');
}

/** Lines of printable text. */
export function printableLines(text: string): string {
  return withoutColors(text).replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}
