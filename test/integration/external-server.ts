import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const SERVER = resolve('test/integration/external-server.mjs');

/** An authority of its own: whoever is to trust it is told by NODE_EXTRA_CA_CERTS. */
export const CERTIFICATE = resolve('test/integration/certificate/certificate.pem');
const KEY = resolve('test/integration/certificate/key.pem');

/** What the application saw: how often which path, method and `authorization`, and the first bodies. */
export interface ExternalSeen {
  readonly paths: Readonly<Record<string, number>>;
  readonly methods: Readonly<Record<string, number>>;
  readonly tokens: Readonly<Record<string, number>>;
  readonly bodies: readonly string[];
}

export interface ExternalServer {
  readonly url: string;
  seen(): Promise<ExternalSeen>;
  stop(): Promise<void>;
}

/** Starts somebody else's application around the model `clicks`. */
export async function startExternal(behaviour: string, { tls = false } = {}): Promise<ExternalServer> {
  const files = tls ? [KEY, CERTIFICATE] : [];
  const child = fork(SERVER, [resolve('models/clicks'), behaviour, ...files], { execArgv: [] });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    seen: async () => {
      const answer = once(child, 'message') as Promise<[ExternalSeen]>;
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
