import type { Progress } from '../bench/ports.js';

/** Time between two looks at how far some work is: a terminal writes over the last one, a log keeps them all. */
export const LOOK_MS = { terminal: 250, log: 5000 } as const;

/** Progress on a stream that may be a terminal: one line that is written over, or one line a step in a log. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  let last = '';
  return {
    step: (text, remainingMs) => {
      if (text === last) return;
      last = text;
      const left = remainingMs > 0 ? `, ${formatRemaining(remainingMs)} to go` : '';
      if (stream.isTTY) stream.write(`\r\u001B[2K${text}${left}`.slice(0, stream.columns + 5));
      else stream.write(`${text}${left}\n`);
    },
    note: (text) => {
      stream.write(stream.isTTY ? `\r\u001B[2K${text}\n` : `${text}\n`);
    },
    done: () => {
      if (stream.isTTY && last !== '') stream.write('\r\u001B[2K');
      last = '';
    },
  };
}

/** `42 s` or `3 min 5 s`. */
export function formatRemaining(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
