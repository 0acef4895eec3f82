import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

export const SERVER = resolve('test/integration/foreign/model_server.py');

/** A model server of Python's standard library that already runs somewhere. */
export interface ForeignServer {
  readonly port: number;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

export async function startForeign(behaviour = '', env: Record<string, string> = {}): Promise<ForeignServer> {
  const child = spawn('python3', [SERVER, '0', behaviour], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    port: Number(line.toString()),
    child,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A port that nobody listens at now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
