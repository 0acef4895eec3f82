// Keeps one real database server for a test: `keeper.mjs KIND`, driven over IPC. It ends, and removes everything, when
// its parent has gone, so that a killed test run leaves no server behind.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { preparePostgres } from './postgres.mjs';
import { prepareRedis } from './redis.mjs';

const KINDS = { postgres: preparePostgres, redis: prepareRedis };
const START_TIMEOUT_MS = 60_000;
const LAST_OUTPUT = 2000;

const folder = mkdtempSync(join(tmpdir(), 'servebench-server-'));
let plan;
let server;

async function start({ password = randomBytes(9).toString('hex'), durable = false }) {
  plan ??= await KINDS[process.argv[2]](folder, { port: await freePort(), password, durable });
  const child = spawn(plan.command, plan.args, { ...plan.options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time: ${output}`)), START_TIMEOUT_MS);
    const look = (chunk) => {
      output = (output + chunk).slice(-LAST_OUTPUT);
      if (!output.includes(plan.ready)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  server = child;
  return { url: plan.url, pid: child.pid };
}

async function end(signal) {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  signalAll('SIGCONT');
  server.kill(signal);
  await exited;
}

/** To the server and its children: PostgreSQL has a process for each connection. */
function signalAll(signal) {
  server.kill(signal);
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
      if (Number(parent) === server.pid) process.kill(Number(name), signal);
    } catch {
      // It ended while we looked.
    }
  }
}

const METHODS = {
  start,
  kill: () => end('SIGKILL'),
  pause: () => signalAll('SIGSTOP'),
  resume: () => signalAll('SIGCONT'),
  stop: async () => {
    await end(plan?.stopSignal ?? 'SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
};

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  return port;
}

process.on('message', async ({ method, options }) => {
  try {
    process.send({ result: await METHODS[method](options) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
process.on('SIGINT', () => undefined);
process.on('disconnect', async () => {
  await METHODS.stop();
  process.exit(0);
});
