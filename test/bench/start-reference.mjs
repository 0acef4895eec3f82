import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Starts a reference server in a fresh process. @returns its URL and how to stop it */
export async function startReference(name, setup, folder) {
  if (name === 'microservice') return startBoth(setup, folder);
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(setup));
  const script = fileURLToPath(new URL(`reference/${name}.mjs`, import.meta.url));
  const child = fork(script, [file], { stdio: 'inherit' });
  const [port] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function startBoth(setup, folder) {
  const server = await startReference('model-server', setup, folder);
  const file = { ...setup, endpoint: server.url };
  const script = fileURLToPath(new URL('reference/microservice.mjs', import.meta.url));
  const path = join(folder, 'microservice.json');
  writeFileSync(path, JSON.stringify(file));
  const child = fork(script, [path], { stdio: 'inherit' });
  const [port] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      await server.stop();
    },
  };
}
