import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { resultSchema } from '../../src/result/contract.js';
import { loadModelCard } from '../../src/scenario/load-model-card.js';
import { randomStream } from '../../src/statistics/random.js';
import { startServebench, temporaryHome } from '../integration/servebench.js';

const LINES = 1_000_000;
const MOST_BYTES = 300e6;

/** Writes a log of `lines` requests, most of them different. */
async function writeLog(file: string, lines: number): Promise<void> {
  const { features } = await loadModelCard('models/clicks');
  const random = randomStream(1, 'memory test');
  const out = createWriteStream(file);
  let text = '';
  for (let line = 1; line <= lines; line++) {
    const values = features.map((feature) => {
      const known = feature.type === 'categorical' ? feature.vocabulary : [];
      return `"${feature.name}":"${known[random.int(known.length)] ?? ''}"`;
    });
    text += `{${values.join(',')}}\n`;
    if (line % 10_000 !== 0) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
}

/** The largest resident memory that each process below `parent` ever had, as long as it is watched. */
function watchPeaks(parent: number): { readonly peaks: ReadonlyMap<string, number>; stop(): void } {
  const peaks = new Map<string, number>();
  const look = (pid: number, role: string): void => {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peak !== undefined) peaks.set(`${role} ${pid}`, Number(peak) * 1024);
  };
  const lookAtAll = (): void => {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        const isChild =
          readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(parent);
        if (Number(name) === parent) look(parent, 'cli');
        else if (isChild)
          look(Number(name), readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')[2] ?? '');
      } catch {
        // It ended while we looked.
      }
    }
  };
  const timer = setInterval(lookAtAll, 50);
  return { peaks, stop: () => clearInterval(timer) };
}

describe.runIf(process.platform === 'linux')('a log of a million lines', () => {
  const { home, remove } = temporaryHome();
  const log = join(home, 'log.ndjson');
  beforeAll(() => writeLog(log, LINES), 120_000);
  afterAll(remove);

  it('streams through every process in flat memory', async () => {
    const scenario = join(home, 'long.yaml');
    await writeFile(
      scenario,
      [
        `model: ${resolve('models/clicks')}`,
        'traffic: { log: log.ndjson, split: 0.8 }',
        'modes: { embedded: {}, precomputed: { keys: { top: 20000 } } }',
        'loads: { saturation: { kind: closed, connections: 32, duration: 500ms } }',
        'repeats: 1',
        'warmUp: 200ms',
        '',
      ].join('\n'),
    );
    const run = startServebench(home, 'run', scenario, '--json');
    const { peaks, stop } = watchPeaks(run.child.pid ?? 0);
    const { code, stdout, stderr } = await run.finished;
    stop();
    expect([0, 3], stderr).toContain(code);
    const { coverage } = resultSchema.parse(JSON.parse(stdout)).modes['precomputed'] ?? {};
    expect(coverage?.keysFrom).toContain('800,000 of 1,000,000 requests');
    const roles = new Set([...peaks.keys()].map((key) => key.split(' ')[0]));
    // A child that was seen before it became another program still has the command line of its parent.
    roles.delete('run');
    // One that has just ended has none any more.
    roles.delete('');
    const started = ['cli', 'checks', 'survey', 'precompute', 'probe', 'load', 'application'];
    expect(roles).toEqual(new Set(started));
    const large = [...peaks].filter(([, bytes]) => bytes > MOST_BYTES);
    expect(large).toEqual([]);
    const cli = [...peaks].find(([key]) => key.startsWith('cli'))?.[1];
    expect(cli).toBeLessThan(200e6);
  }, 180_000);
});
