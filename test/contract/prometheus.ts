/** One sample line: a name, labels as written, and a value. */
const SAMPLE =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\n]*"(?:,[a-zA-Z_][a-zA-Z0-9_]*="[^"\\\n]*")*\})? (\S+)$/;
const COMMENT = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/;

/**
 * Reads the Prometheus text format, version 0.0.4.
 * @returns value by `name{labels}`. @throws Error for a line that is none, a type that is none, a sample that has no
 * type, two equal samples, or a text that does not end with a newline.
 */
export function parsePrometheus(text: string): ReadonlyMap<string, number> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types = new Set<string>();
  const samples = new Map<string, number>();
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = COMMENT.exec(line);
    if (comment) {
      const [, kind, name = '', rest = ''] = comment;
      if (kind !== 'TYPE') continue;
      if (!['counter', 'gauge', 'histogram', 'summary'].includes(rest)) throw new Error(`no type: ${line}`);
      if (types.has(name)) throw new Error(`two types: ${line}`);
      types.add(name);
      continue;
    }
    const sample = SAMPLE.exec(line);
    if (!sample) throw new Error(`neither a comment nor a sample: ${JSON.stringify(line)}`);
    const [, name = '', labels = '', value = ''] = sample;
    if (!types.has(name)) throw new Error(`no type before ${line}`);
    if (samples.has(name + labels)) throw new Error(`twice: ${line}`);
    if (Number.isNaN(Number(value))) throw new Error(`no number: ${line}`);
    samples.set(name + labels, Number(value));
  }
  return samples;
}
