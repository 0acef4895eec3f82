import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Starts a reference server in fresh processes. @returns its URL and how to stop it */
export async function startReference(name, setup, folder) {
  if (name !== 'microservice') return startOne(name, setup, folder);
  const server = await startOne('model-server', setup, folder);
  const application = await startOne(name, { ...setup, endpoint: server.url }, folder);
  return {
    url: application.url,
    stop: async () => {
      await application.stop();
      await server.stop();
    },
  };
}

async function startOne(name, setup, folder) {
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
