import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { cardOfBareModel } from '../../../src/inference/bare-model.js';
import type { ModelServerReady, ModelServerSpec } from '../../../src/serving/model-server/role.js';
import type { ChildMessage } from '../../../src/processes/messages.js';

export const FIXTURES = resolve('test/fixtures/oip');

export interface RunningModelServer extends ModelServerReady {
  readonly child: ChildProcess;
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** A model server in a process of its own, as `serve microservice` starts it, with models of the fixtures. */
export async function startModelServer(
  models: readonly string[],
  more: Partial<ModelServerSpec> = {},
): Promise<RunningModelServer> {
  const cards = await Promise.all(models.map((name) => cardOfBareModel(`${FIXTURES}/${name}.onnx`)));
  const child = fork(resolve('dist/child.js'), ['model-server'], {
    execArgv: [],
    serialization: 'advanced',
    // The runtime says on stderr what it throws as well.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const spec: ModelServerSpec = { models: cards, batching: null, port: 0, ...more };
  child.send({ type: 'start', spec });
  const [message] = (await once(child, 'message')) as [ChildMessage];
  if (message.type !== 'ready') throw new Error(JSON.stringify(message));
  return {
    ...(message.result as ModelServerReady),
    child,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.send({ type: 'stop' });
      await exited;
    },
  };
}
