import { randomUUID } from 'node:crypto';

import { resolveHeaders, resolveVariables } from '../../exchange/environment.js';
import type { CommandReady, CommandSpec } from '../../processes/command-spec.js';
import type { RunningProcess } from '../../processes/child-link.js';
import type { Backing } from '../backing.js';
import type { DeployedProcess, Victim } from '../deployment.js';
import type { DeployContext } from '../serving-mode.js';
import { examineServer } from './examine-server.js';
import type { ForeignServer } from './options.js';

/** Over the limit of the scenario: clearing up what did not get ready takes its time. */
const MORE_MS = 10_000;
/** More than a command is given between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 5000;

/** A server that others wrote: one that runs, or that a command starts. */
export async function backForeign(context: DeployContext, options: ForeignServer): Promise<Backing> {
  const { url, timeoutMs, batching, breaker, protocol: id } = options;
  const { headers, secrets } = resolveHeaders(options.headers, process.env);
  const command = options.command === undefined ? undefined : await startServer(context, options);
  const base = id === 'json' ? new URL(url).origin : url;
  const { protocol, notes } = await examineServer(
    context.label,
    options,
    { base, headers, secrets, timeoutMs },
    context.card,
  );
  const server: DeployedProcess = {
    part: 'model-server',
    title: command?.title ?? `model server at ${url}`,
    pid: command?.ready.pid,
    ...(command ? { command } : {}),
  };
  return {
    predictor: {
      kind: 'remote',
      endpoints: [base],
      protocol,
      batching,
      timeoutMs,
      breaker,
      servedAs: options.model ?? context.card.name,
      headers,
      secrets,
    },
    backends: [],
    foreign: [server],
    urls: [{ title: 'model server of others', url }],
    notes,
    victims: command ? [victimOfCommand(command, context, options)] : [],
  };
}

/** The program and all that it has started in its group. */
function victimOfCommand(
  first: RunningProcess<CommandReady>,
  context: DeployContext,
  options: ForeignServer,
): Victim {
  let current = first;
  return {
    title: first.title,
    part: 'model-server',
    pid: () => -current.ready.pid,
    restart: async () => {
      await current.stop();
      current = await startServer(context, options);
    },
  };
}

function startServer(
  { label, folder, processes }: DeployContext,
  { command, url, ready, readyTimeoutMs, env, headers: templates }: ForeignServer,
): Promise<RunningProcess<CommandReady>> {
  const { headers, secrets } = resolveHeaders(templates, process.env);
  const { variables, secrets: ofCommand } = resolveVariables(env, process.env);
  const mark = randomUUID();
  return processes.start<CommandReady>({
    role: 'command',
    title: `command of ${label}`,
    spec: {
      mark,
      line: command ?? [],
      cwd: folder,
      env: variables,
      url,
      headers,
      readyTimeoutMs,
      ...(ready === undefined ? {} : { readyUrl: new URL(ready, url).href }),
    } satisfies CommandSpec,
    readyTimeoutMs: readyTimeoutMs + MORE_MS,
    stopGraceMs: STOP_GRACE_MS,
    secrets: [...secrets, ...ofCommand],
    mark,
  });
}
