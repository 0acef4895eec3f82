import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { DeploymentError } from '../core/errors.js';
import { KILLED, startProcess, type CommandProcess } from './command-process.js';
import type { CommandReady, CommandSpec } from './command-spec.js';
import type { ActiveRole } from './run-role.js';

const POLL_MS = 50;
/** One look at whether the server is ready. */
const LOOK_MS = 1000;
const CONNECT_MS = 500;

/**
 * Stands between us and a program that knows nothing of us: our parent may be killed without a word, and this process
 * then sees its IPC channel close and takes the program, and all that it has started, along. Where this process itself
 * is killed, whoever started it clears up by the mark.
 */
export async function startCommand(spec: CommandSpec): Promise<ActiveRole> {
  const { url } = spec;
  if (await accepts(url)) {
    throw new DeploymentError(
      'PORT_IN_USE',
      `something else listens at ${url} already: stop it, or give the command and \`url\` another port`,
    );
  }
  const command = startProcess(spec.line, spec);
  process.once('exit', () => command.kill());
  let isStopping = false;
  try {
    await untilReady(spec, command);
  } catch (error) {
    await command.stop();
    throw error;
  }
  void command.ended.then(({ how, code }) => {
    if (isStopping) return;
    if (code > KILLED) process.stderr.write(`the command ${how}\n`);
    process.exit(code);
  });
  return {
    ready: { pid: command.pid ?? -1 } satisfies CommandReady,
    methods: {},
    stop: async () => {
      isStopping = true;
      await command.stop();
    },
  };
}

async function untilReady(spec: CommandSpec, command: CommandProcess): Promise<void> {
  const { readyUrl, url, readyTimeoutMs } = spec;
  const dueMs = performance.now() + readyTimeoutMs;
  const over = overOf(command);
  // Whoever looks last may be too late to see it.
  over.catch(() => undefined);
  let seen = '';
  while (performance.now() < dueMs) {
    const look =
      readyUrl === undefined ? await lookForPort(url) : await Promise.race([over, ask(spec, readyUrl)]);
    if (look === undefined) return;
    seen = look;
    await Promise.race([over, sleep(POLL_MS)]);
  }
  throw new DeploymentError('NOT_READY', `not ready within ${readyTimeoutMs} ms: ${seen}`);
}

/** Rejects when the command has ended, or nobody wants it any more: its parent says stop, or is gone. */
function overOf(command: CommandProcess): Promise<never> {
  return new Promise((_, reject) => {
    void command.ended.then(({ how }) =>
      reject(new DeploymentError('PROCESS_DIED', `it ${how} before it was ready`)),
    );
    const stopped = (): void => reject(new DeploymentError('STOPPED', 'it was stopped'));
    process.once('disconnect', stopped);
    process.once('SIGTERM', stopped);
    process.on('message', (message: { readonly type?: unknown }) => {
      if (message.type === 'stop') stopped();
    });
  });
}

/** @returns what is missing; undefined where the server is ready */
async function ask({ headers }: CommandSpec, readyUrl: string): Promise<string | undefined> {
  try {
    const response = await fetch(readyUrl, {
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(LOOK_MS),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `GET ${readyUrl} was answered ${response.status}`;
  } catch (error) {
    const { cause } = error as Error;
    return `GET ${readyUrl} failed: ${(cause instanceof Error ? cause : (error as Error)).message}`;
  }
}

async function lookForPort(url: string): Promise<string | undefined> {
  return (await accepts(url)) ? undefined : `nothing listens at ${url}`;
}

/** Whether somebody takes connections there. */
function accepts(url: string): Promise<boolean> {
  const { protocol, hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: number, timeout: CONNECT_MS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
