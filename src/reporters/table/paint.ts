/** What a piece of text means; every meaning is also in the text, for readers without colour. */
export type Tone = 'title' | 'best' | 'good' | 'bad' | 'doubtful' | 'quiet' | 'plain';

export type Paint = (tone: Tone, text: string) => string;

const ESCAPE = '\u001B[';

/** SGR codes that start and end a tone (ECMA-48, 8.3.117): bold, dim, and the colours that every terminal has. */
const CODES = {
  title: ['1', '22'],
  best: ['1;32', '22;39'],
  good: ['32', '39'],
  bad: ['31', '39'],
  doubtful: ['33', '39'],
  quiet: ['2', '22'],
} satisfies Record<Exclude<Tone, 'plain'>, readonly [string, string]>;

/** @returns what paints a text line by line, so that a cell of several lines can be laid out; or leaves it as it is. */
export function paintWith(color: boolean): Paint {
  if (!color) return (_, text) => text;
  return (tone, text) => {
    if (tone === 'plain') return text;
    const [on, off] = CODES[tone];
    const paintLine = (line: string): string => (line === '' ? '' : `${ESCAPE}${on}m${line}${ESCAPE}${off}m`);
    return text.split('\n').map(paintLine).join('\n');
  };
}
