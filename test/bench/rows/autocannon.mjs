import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { median } from '../../../dist/statistics/describe.js';
import { createBench, requestBodies } from '../bench-setup.mjs';
import { interleave } from '../pairs.mjs';
import { startKnown } from '../start-known.mjs';

const CONNECTIONS = 32;
/** Autocannon and wrk count whole seconds. */
const SECONDS = 2;

/** Our closed loop against a client as it comes, on a server that costs next to nothing. */
async function compare(pairs, measureOther) {
  const bench = await createBench();
  const server = await startKnown('canned-server.mjs');
  try {
    const [body] = await requestBodies(bench, 1);
    const plan = {
      id: 'bench',
      kind: 'closed',
      connections: CONNECTIONS,
      durationMs: SECONDS * 1000,
      timeoutMs: 5000,
    };
    const cpu = { ours: [], other: [] };
    await bench.drive(server.url, { ...plan, durationMs: 1000 });
    const result = await interleave(
      pairs,
      async () => {
        const { rps, cpuUs } = await measureOther(`${server.url}/predict`, body, bench.folder);
        cpu.other.push(cpuUs);
        return rps;
      },
      async () => {
        const { requests, cpuUs, durationMs } = await bench.drive(server.url, plan);
        cpu.ours.push(cpuUs / requests.completed);
        return requests.completed / (durationMs / 1000);
      },
    );
    const [ours, other] = [cpu.ours, cpu.other].map((values) => `${median(values).toFixed(1)} us`);
    return { ...result, detail: `CPU a request: ${ours}, the other ${other}` };
  } finally {
    await server.stop();
    await bench.close();
  }
}

async function runAutocannon(url, body) {
  const script = fileURLToPath(new URL('../reference/bare-autocannon.mjs', import.meta.url));
  const child = fork(script, [url, CONNECTIONS, SECONDS, body].map(String), { stdio: 'inherit' });
  const exited = once(child, 'exit');
  const [found] = await once(child, 'message');
  await exited;
  if (found.failed > 0) throw new Error(`${found.failed} requests of bare autocannon failed`);
  return found;
}

/** wrk does not tell its CPU, so its user and system time are taken from the shell. */
async function runWrk(url, body, folder) {
  const script = join(folder, 'post.lua');
  const head = 'wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\n';
  writeFileSync(script, `${head}wrk.body = [[${body}]]\n`);
  const args = ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', script, url];
  const { stdout, stderr } = await promisify(execFile)('bash', [
    '-c',
    'TIMEFORMAT="%U %S"; time wrk "$@"',
    'wrk',
    ...args,
  ]);
  const rps = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { rps, cpuUs: ((user + system) * 1e6) / (rps * SECONDS) };
}

async function isInstalled(command) {
  try {
    await promisify(execFile)('which', [command]);
    return true;
  } catch {
    return false;
  }
}

const autocannonRow = {
  name: 'autocannon',
  title: 'autocannon: our closed loop, every body another, against bare autocannon with one body',
  target: 'throughput ratio >= 0.9',
  holds: ({ ratio }) => ratio >= 0.9,
  run: ({ pairs }) => compare(pairs, runAutocannon),
};

const wrkRow = {
  name: 'wrk',
  title: 'wrk: our closed loop against wrk with one body',
  target: 'informs',
  run: async ({ pairs }) =>
    (await isInstalled('wrk')) ? compare(pairs, runWrk) : { figure: '-', detail: 'wrk is not installed' },
};

export const rows = [autocannonRow, wrkRow];
