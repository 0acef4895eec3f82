import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

import { DeploymentError, errorFromRecord, type UserError } from '../core/errors.js';
import { createDeferred } from './deferred.js';
import type { ChildMessage, ParentMessage } from './messages.js';
import type { OutputTail } from './output-tail.js';

const STOP_GRACE_MS = 1000;

export interface StartOptions {
  /** A role that `child.ts` knows. */
  readonly role: string;
  /** How people call this process in messages: `model server 2 of microservice`. */
  readonly title: string;
  /** Plain data, handed to the role. */
  readonly spec: unknown;
  readonly readyTimeoutMs: number;
  /** Between being asked to stop and SIGKILL. */
  readonly stopGraceMs?: number;
  /** Hidden in what it prints. */
  readonly secrets?: readonly string[];
  /** Processes with this mark are its own, and end with it, however it ends. */
  readonly mark?: string;
}

/** A process of ours that is up: it said so over IPC. */
export interface RunningProcess<R = unknown> {
  readonly role: string;
  readonly title: string;
  readonly pid: number;
  /** What the role answered when it was ready. */
  readonly ready: R;
  /** Calls a method of the role. @throws DeploymentError if the process dies before it answers. */
  call<T>(method: string, params?: unknown): Promise<T>;
  /** Hands a paused connection over; it is closed where the process is gone, or goes before it has taken it. */
  give(socket: Socket): void;
  /** Resolves with the reason when the process has ended, for whatever cause. */
  readonly ended: Promise<DeploymentError | UserError>;
  stop(): Promise<void>;
}

/** What is known of a child, before it is ready and after. */
export interface Link {
  readonly process: RunningProcess;
  readonly whenReady: Promise<unknown>;
}

interface Waiter {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Speaks with a child over IPC, from the order to start on. */
export function linkTo(child: ChildProcess, options: StartOptions, tail: OutputTail): Link {
  const { title } = options;
  const waiting = new Map<number, Waiter>();
  /** Connections on their way to the child. */
  const handing = new Set<Socket>();
  const ready = createDeferred<unknown>();
  const ended = createDeferred<DeploymentError | UserError>();
  let nextId = 1;
  let gone: DeploymentError | UserError | undefined;

  const fail = (error: DeploymentError | UserError): void => {
    gone ??= error;
    ready.reject(gone);
    for (const waiter of waiting.values()) waiter.reject(gone);
    waiting.clear();
  };
  const timer = setTimeout(() => {
    fail(
      new DeploymentError(
        'NOT_READY',
        `${title} was not ready within ${options.readyTimeoutMs} ms`,
        tail.lines(),
      ),
    );
  }, options.readyTimeoutMs);
  // An early failure reaches the caller through `start`; a later one through `call`.
  ready.promise.catch(() => undefined).finally(() => clearTimeout(timer));

  child.on('message', (message: ChildMessage) => {
    if (message.type === 'ready') return ready.resolve(message.result);
    if (message.type === 'failed') {
      return fail(errorFromRecord(message.error, title, tail.lines()));
    }
    const waiter = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === 'result') waiter?.resolve(message.result);
    else waiter?.reject(errorFromRecord(message.error, title, tail.lines()));
  });
  child.once('error', (error) => fail(new DeploymentError('SPAWN_FAILED', `${title}: ${error.message}`)));
  child.once('close', (code, signal) => {
    for (const socket of handing) socket.destroy();
    const how = signal ? `was killed by ${signal}` : `exited with code ${code ?? 0}`;
    fail(new DeploymentError('PROCESS_DIED', `${title} ${how}`, tail.lines()));
    ended.resolve(gone ?? new DeploymentError('PROCESS_DIED', `${title} ended`));
  });

  const post = (message: ParentMessage): void => {
    // A child that is already gone is reported by its `close` event, not by the failed send.
    if (child.connected) child.send(message, () => undefined);
  };
  post({ type: 'start', spec: options.spec });

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    // What could not be started has no pid, and never exits.
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    post({ type: 'stop' });
    const kill = setTimeout(() => child.kill('SIGKILL'), options.stopGraceMs ?? STOP_GRACE_MS);
    await exited;
    clearTimeout(kill);
  };

  return {
    whenReady: ready.promise,
    process: {
      role: options.role,
      title,
      pid: child.pid ?? -1,
      ready: undefined,
      ended: ended.promise,
      stop: () => (stopping ??= stop()),
      give: (socket) => {
        if (!child.connected) return void socket.destroy();
        const message: ParentMessage = { type: 'connection' };
        // Node.js would keep our end open until the child has taken its own, and for ever where it dies before.
        handing.add(socket);
        child.send(message, socket, { keepOpen: true }, () => {
          handing.delete(socket);
          socket.destroy();
        });
      },
      call: <T>(method: string, params?: unknown): Promise<T> => {
        if (gone) return Promise.reject(gone);
        const id = nextId++;
        return new Promise<T>((resolve, reject) => {
          waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
          post({ type: 'call', id, method, params });
        });
      },
    },
  };
}
