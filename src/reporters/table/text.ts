/** Removes ANSI control sequences, then any other control character. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /\u001B\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u001F\u007F-\u009F]/g;

/** What a log or a scenario wrote, on one line: no control sequences, no line breaks, no runs of blanks. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, ' ').replace(/\s+/g, ' ').trim();
}

/** Lines of at most `width` columns, broken at blanks, and inside a word only where it alone is wider. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (line !== '' && joined.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = joined;
    }
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line];
}

/** A text behind a prefix, its further lines indented as far as its first. */
export function hang(prefix: string, text: string, width: number): string[] {
  const indent = ' '.repeat(prefix.length);
  return wrapText(text, width - prefix.length).map((line, index) => (index === 0 ? prefix : indent) + line);
}

/** A label such as `micro-4-with-batching`, broken behind its hyphens, underscores and blanks, else anywhere. */
export function wrapLabel(label: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of label.split(/(?<=[-_ ])/)) {
    if (line !== '' && (line + part).trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += part;
    while (line.trimEnd().length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line.trimEnd()];
}

/** Items side by side, as many to a line as fit. */
export function flow(items: readonly string[], width: number, separator: string): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const joined = `${last}${separator}${item}`;
    if (last !== undefined && joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(...wrapText(item, width));
  }
  return lines;
}

/** The first of these that fits, else the last, cut. */
export function firstThatFits(texts: readonly string[], width: number): string {
  const found = texts.find(({ length }) => length <= width);
  if (found !== undefined) return found;
  const last = texts.at(-1) ?? '';
  return `${last.slice(0, Math.max(0, width - 1))}…`;
}
