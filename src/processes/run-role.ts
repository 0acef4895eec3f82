import type { Socket } from 'node:net';

import { errorRecord } from '../core/errors.js';
import { createMonitor } from './monitor.js';
import type { ChildMessage, ParentMessage } from './messages.js';

/** Time to clear up where nobody waits for it any more. */
const LAST_WORDS_MS = 1000;

type Method = (params: never) => unknown;

/** A role that is up: `methods` are what its parent may call, besides the monitor's. */
export interface ActiveRole {
  readonly ready: unknown;
  readonly methods: Readonly<Record<string, Method>>;
  /** Takes over a connection that the parent has accepted; it comes paused. */
  readonly accept?: (socket: Socket) => void;
  stop(): Promise<void> | void;
}

/** Stands a role up from its spec (plain data). */
export type StartRole = (spec: never) => Promise<ActiveRole>;

/**
 * The life of a child process: start, answer calls, stop. It ends when its parent says so or is gone. SIGINT goes to
 * the whole foreground group, but the parent alone decides what Ctrl-C means.
 */
export function runRole(load: () => Promise<StartRole>): void {
  const monitor = createMonitor();
  let active: Promise<ActiveRole> | undefined;

  const answer = (message: ChildMessage): void => {
    // Sending fails only when the parent has gone, and then `disconnect` ends this process.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };

  async function start(spec: unknown): Promise<void> {
    try {
      active = load().then((startRole) => startRole(spec as never));
      const { ready } = await active;
      answer({ type: 'ready', result: ready });
    } catch (error) {
      answer({ type: 'failed', error: errorRecord(error) });
    }
  }

  async function call(id: number, method: string, params: unknown): Promise<void> {
    try {
      const methods: Readonly<Record<string, Method>> = { ...monitor, ...(await active)?.methods };
      const found = methods[method];
      if (!found) throw new Error(`no method "${method}"`);
      answer({ type: 'result', id, result: await found(params as never) });
    } catch (error) {
      answer({ type: 'error', id, error: errorRecord(error) });
    }
  }

  async function accept(socket: Socket | undefined): Promise<void> {
    // The client may have gone on the way here.
    if (socket) (await active)?.accept?.(socket);
  }

  async function stop(): Promise<never> {
    try {
      await (await active)?.stop();
    } finally {
      process.exit(0);
    }
  }

  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => {
    // The parent was killed. What the role has outside this process, it may still clear away.
    setTimeout(() => process.exit(0), LAST_WORDS_MS);
    void stop();
  });
  process.on('message', (message: ParentMessage, socket: Socket | undefined) => {
    if (message.type === 'start') void start(message.spec);
    else if (message.type === 'call') void call(message.id, message.method, message.params);
    else if (message.type === 'connection') void accept(socket);
    else void stop();
  });
}
