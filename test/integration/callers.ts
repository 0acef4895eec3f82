import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';

interface Answer {
  readonly model: string;
  readonly prediction: unknown;
}

/** Clients that each keep one connection, and ask again as soon as they are answered. */
export interface Callers {
  /** In the order in which they came. */
  readonly answers: readonly Answer[];
  /** Whatever was no answer. */
  readonly failures: readonly string[];
  /** Resolves once this many more have been answered. */
  more(count: number): Promise<void>;
  stop(): Promise<void>;
}

export function startCallers(url: string, asked: unknown, count: number): Callers {
  const answers: Answer[] = [];
  const failures: string[] = [];
  const body = JSON.stringify(asked);
  let isOver = false;
  const call = async (): Promise<void> => {
    const dispatcher = new Agent({ connections: 1, pipelining: 1 });
    while (!isOver) {
      try {
        const reply = await request(url, { method: 'POST', body, dispatcher });
        const text = await reply.body.text();
        if (reply.statusCode === 200) answers.push(JSON.parse(text) as Answer);
        else failures.push(`${reply.statusCode} ${text}`);
      } catch (error) {
        failures.push(String(error));
      }
      await sleep(2);
    }
    await dispatcher.close();
  };
  const calls = Array.from({ length: count }, call);
  return {
    answers,
    failures,
    more: async (wanted) => {
      const goal = answers.length + failures.length + wanted;
      while (answers.length + failures.length < goal) await sleep(5);
    },
    stop: async () => {
      isOver = true;
      await Promise.all(calls);
    },
  };
}
