import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts a script of reference/ that tells its port. @returns its URL, what it measured since it was last asked, its end */
export async function startKnown(script, ...args) {
  const child = fork(fileURLToPath(new URL(`reference/${script}`, import.meta.url)), args.map(String), {
    stdio: 'inherit',
  });
  const [{ port }] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    measured: async () => {
      const answered = once(child, 'message');
      child.send('measured');
      return (await answered)[0];
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
