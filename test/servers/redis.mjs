import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** True where a redis-server can be started. */
export function hasRedis() {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** @returns how to start a redis-server in `folder`, for `keeper.mjs`; the password is in its file, not on its command line */
export function prepareRedis(folder, { port, password, durable }) {
  const config = join(folder, 'redis.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `requirepass ${password}`,
    `dir ${folder}`,
    // A killed server comes back with all that it answered for: it is in its log, if not yet on the disk.
    'save ""',
    'appendonly yes',
    `appendfsync ${durable ? 'everysec' : 'no'}`,
  ];
  writeFileSync(config, `${lines.join('\n')}\n`, { mode: 0o600 });
  return {
    command: 'redis-server',
    args: [config],
    options: { cwd: folder },
    ready: 'Ready to accept connections',
    stopSignal: 'SIGTERM',
    url: `redis://:${password}@127.0.0.1:${port}`,
  };
}
