import type { ChildProcess } from 'node:child_process';

import { hideSecrets } from '../exchange/hide-secrets.js';

const KEPT_LINES = 20;
const MAX_LINE_LENGTH = 500;

/** The last lines that a process printed, so that a failure can be explained with its own words. */
export interface OutputTail {
  lines(): readonly string[];
}

/**
 * Reads stdout and stderr of `child` for as long as it lives, in bounded memory.
 * @param secrets hidden in the lines
 */
export function createOutputTail(child: ChildProcess, secrets: readonly string[] = []): OutputTail {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH);
      for (const line of lines) if (line.trim() !== '') kept.push(line.slice(0, MAX_LINE_LENGTH));
      kept.splice(0, kept.length - KEPT_LINES);
    });
    stream?.on('end', () => {
      if (rest.trim() !== '') kept.push(rest);
    });
  }
  return { lines: () => kept.map((line) => hideSecrets(line, secrets)) };
}
