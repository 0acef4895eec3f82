import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { hasRedis } from './redis.mjs';

// Types and what each function promises: start-server.d.mts.

const KEEPER = fileURLToPath(new URL('keeper.mjs', import.meta.url));

export function realStores() {
  if (process.env.SERVEBENCH_SKIP_REDIS === '1') return ['postgres'];
  if (hasRedis()) return ['postgres', 'redis'];
  throw new Error(
    'redis-server is not installed: apt-get install redis-server, or set SERVEBENCH_SKIP_REDIS=1 to leave Redis out',
  );
}

export async function startServer(kind, options = {}) {
  const keeper = fork(KEEPER, [kind]);
  const call = async (method) => {
    keeper.send({ method, options });
    const [answer] = await once(keeper, 'message');
    if (answer.error) throw new Error(`${kind}: ${answer.error}`);
    return answer.result;
  };
  let started = await call('start');
  return {
    url: started.url,
    pid: () => started.pid,
    kill: () => call('kill'),
    start: async () => {
      started = await call('start');
    },
    pause: () => call('pause'),
    resume: () => call('resume'),
    stop: async () => {
      await call('stop');
      keeper.disconnect();
    },
  };
}
