import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serveMode } from '../../dist/bench/serve-mode.js';
import { createProcessGroup } from '../../dist/processes/process-group.js';
import { loadModelCard } from '../../dist/scenario/load-model-card.js';
import { openTraffic } from '../../dist/traffic/open-traffic.js';
import { modes } from '../../dist/wiring.js';

export const TRAFFIC = { kind: 'zipf', skew: 0.99, requests: 100_000, unseen: 0.05, history: 100_000 };
export const SEED = 1;

/** The click model, a folder to work in, and a load process. */
export async function createBench() {
  const card = await loadModelCard('models/clicks');
  const folder = mkdtempSync(join(tmpdir(), 'servebench-bench-'));
  const processes = createProcessGroup();
  const spec = { card, traffic: TRAFFIC, seed: SEED };
  const load = await processes.start({
    ...{ role: 'load', title: 'load process', spec },
    readyTimeoutMs: 60_000,
  });
  const saturate = async (url, durationMs, from = 0, connections = 32) => {
    const plan = { id: 'bench', kind: 'closed', connections, durationMs, timeoutMs: 10_000 };
    const target = { url: `${url}/predict` };
    const result = await load.call('run', { target, plan, from, stream: ['bench'] });
    const { errors, timeouts } = result.requests;
    if (errors + timeouts > 0)
      throw new Error(`${errors + timeouts} requests failed: ${result.errorSamples}`);
    return result;
  };
  return {
    card,
    folder,
    /** @returns the LoadResult of any plan; `path` is what is asked of the server */
    drive: (url, plan, path = '/predict') =>
      load.call('run', { target: { url: `${url}${path}` }, plan, from: 0, stream: ['bench', plan.id] }),
    /** @returns requests per second of answered and missed requests, closed loop */
    throughput: async (url, durationMs, from = 0, connections = 32) => {
      const { requests, durationMs: ms } = await saturate(url, durationMs, from, connections);
      return requests.completed / (ms / 1000);
    },
    /** @returns the LoadResult of a closed loop in which every request was completed */
    saturate,
    close: async () => {
      await processes.stopAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Stands one of our modes up in fresh processes. */
export async function startOurs(bench, mode, options = {}) {
  const processes = createProcessGroup();
  const workDir = mkdtempSync(join(bench.folder, `${mode}-`));
  const { options: schema } = await modes[mode]();
  const entry = { label: mode, mode, options: schema.parse(options) };
  const { deployment } = await serveMode(
    entry,
    bench.card,
    { file: join(workDir, 'bench.yaml'), traffic: TRAFFIC, seed: SEED },
    {
      ...{ modes, processes, workDir, port: 0 },
      tablesDir: join(workDir, 'published'),
      artifactStoreFile: join(workDir, 'artifacts.db'),
    },
  );
  const url = new URL(deployment.target.url).origin;
  return { url, deployment, workDir, stop: () => processes.stopAll() };
}

/** The first `count` bodies of the replayed stream. */
export async function requestBodies(bench, count) {
  const traffic = await openTraffic(TRAFFIC, bench.card, SEED);
  const bodies = [];
  for await (const items of traffic.replay()) {
    bodies.push(...items.map(({ request }) => JSON.stringify(request)));
    if (bodies.length >= count) break;
  }
  return bodies.slice(0, count);
}
