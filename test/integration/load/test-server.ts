import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a server saw. */
export interface Seen {
  readonly requests: number;
  /** Different bodies. */
  readonly distinct: number;
  readonly connections: number;
  readonly mostAtOnce: number;
  /** From the head of each request to the end of its answer, by the server's own clock. */
  readonly serviceMs: readonly number[];
  /** What each request's body carried as its id, and when it came by the server's own clock. */
  readonly arrivals: readonly { readonly id: number; readonly ms: number }[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface TestServer {
  readonly url: string;
  seen(): Promise<Seen>;
  stop(): Promise<void>;
}

/** Starts `server.mjs` in a process of its own, so that it shares no event loop with the load. */
export async function startTestServer(behaviour: string, argument = 0): Promise<TestServer> {
  const file = fileURLToPath(new URL('server.mjs', import.meta.url));
  const child = fork(file, [behaviour, String(argument)], { execArgv: [], serialization: 'advanced' });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    url: `http://127.0.0.1:${port}/predict?v=1`,
    seen: async () => {
      const answer = once(child, 'message') as Promise<[Seen]>;
      child.send('seen');
      return (await answer)[0];
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs `use` against a server, and stops it whatever happens. */
export async function withServer(
  behaviour: string,
  argument: number,
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  const server = await startTestServer(behaviour, argument);
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}
