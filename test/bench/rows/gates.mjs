import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { median } from '../../../dist/statistics/describe.js';

const LIMIT_S = 180;
const SELF_GATES = 30;
const PLANTED_GATES = 10;
const CALIBRATIONS = 4;
/** Of the closed-loop throughput. */
const CUT = 0.2;
const SLOWED = 'embedded.saturation.throughputRps';
/** As in the quickstart: all but a table answer from the model that is slowed. */
const WIDE = '{ precomputed: {}, embedded: {}, microservice: {}, model-as-data: {} }';
const WIDE_GATES = 5;

const scenario = (model, modes) => `
model: ./${model}
traffic: { generator: zipf, skew: 0.99, requests: 100000, unseen: 0.05, history: 100000 }
modes: ${modes}
loads:
  saturation: { kind: closed, connections: 32, duration: 1s }
  steady: { kind: open, rate: 1000, arrivals: poisson, duration: 1100ms }
repeats: 1
`;

/** The click model twice, the second one with another hash and the same weights: only a planted wait tells them apart. */
function plantSlowModel(folder) {
  for (const name of ['clicks', 'slowed']) {
    cpSync('models/clicks', join(folder, name), { recursive: true });
    writeFileSync(join(folder, `${name}.yaml`), scenario(name, '{ embedded: {}, precomputed: {} }'));
    writeFileSync(join(folder, `${name}-embedded.yaml`), scenario(name, '{ embedded: {} }'));
    writeFileSync(join(folder, `${name}-wide.yaml`), scenario(name, WIDE));
  }
  const file = join(folder, 'slowed/model.onnx');
  // Field 6 of ModelProto is its documentation; the last one counts.
  const bytes = Buffer.concat([readFileSync(file), Buffer.from([0x32, 0x04]), Buffer.from('slow')]);
  writeFileSync(file, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const card = join(folder, 'slowed/model.yaml');
  writeFileSync(card, readFileSync(card, 'utf8').replace(/^sha256: .*$/m, `sha256: ${sha256}`));
  return sha256;
}

async function withModels(use) {
  const folder = mkdtempSync(join(tmpdir(), 'servebench-bench-'));
  const sha256 = plantSlowModel(folder);
  const command = async (waitUs, ...args) => {
    const planted = { PLANTED_SHA256: sha256, PLANTED_WAIT_US: String(waitUs) };
    const preload = `--require ${resolve('test/bench/planted/busy-wait.cjs')}`;
    const env = { ...process.env, ...planted, NODE_OPTIONS: preload, SERVEBENCH_HOME: join(folder, 'home') };
    const options = { env, maxBuffer: 1e9 };
    // A gate that fails ends with 1, and says the same on stdout.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['dist/cli.js', ...args, '--json'],
      options,
    ).catch((error) => error);
    return JSON.parse(stdout);
  };
  const file = (name) => join(folder, `${name}.yaml`);
  try {
    return await use({
      throughput: async (waitUs, name) => {
        const { modes } = await command(
          waitUs,
          'run',
          file(`${name}-embedded`),
          '--set',
          'loads.steady.duration=200ms',
        );
        return modes.embedded.loads.saturation.throughputRps;
      },
      gate: async (waitUs, head, base) => {
        const result = await command(waitUs, 'gate', file(head), '--base', file(base));
        const failed = result.rules.filter(({ verdict }) => verdict === 'fail').map(({ path }) => path);
        const { verdict, elapsedMs, rounds } = result.gate;
        process.stderr.write(
          `  ${verdict} after ${(elapsedMs / 1000).toFixed(0)} s, ${rounds} rounds; ${result.rules
            .map(({ path, change, verdict: each }) => `${path} ${change?.ratio.toFixed(3)} ${each}`)
            .join(', ')}\n`,
        );
        return { verdict, failed, seconds: elapsedMs / 1000 };
      },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns microseconds for each row: a first guess from the throughput without a wait, corrected by what it does. */
async function calibrate({ throughput }) {
  const measure = async (waitUs) => {
    const rates = { clicks: [], slowed: [] };
    for (let index = 0; index < CALIBRATIONS; index++)
      for (const name of ['clicks', 'slowed']) rates[name].push(await throughput(waitUs, name));
    return { baseUs: 1e6 / median(rates.clicks), slowedUs: 1e6 / median(rates.slowed) };
  };
  const wanted = CUT / (1 - CUT);
  const first = await measure(5);
  const waitUs = (5 * wanted * first.baseUs) / Math.max(1, first.slowedUs - first.baseUs);
  const { baseUs, slowedUs } = await measure(waitUs);
  const cut = 1 - baseUs / slowedUs;
  process.stderr.write(`  calibrated: ${waitUs.toFixed(1)} us a row cut ${(cut * 100).toFixed(1)}%\n`);
  return (waitUs * wanted) / (cut / (1 - cut));
}

const timesOf = (gates) => ({
  isInTime: gates.every(({ seconds }) => seconds <= LIMIT_S),
  times: `${gates
    .map(({ seconds }) => seconds.toFixed(0))
    .sort((a, b) => a - b)
    .join(' ')} s; ${['pass', 'fail', 'inconclusive']
    .map((wanted) => `${gates.filter(({ verdict }) => verdict === wanted).length} ${wanted}`)
    .join(', ')}`,
});

const selfRow = {
  name: 'gate-self',
  title: 'gates of a scenario against itself that fail',
  target: `at most 1 of ${SELF_GATES}`,
  pairs: SELF_GATES,
  holds: ({ failed, isInTime, gates }) => failed <= gates / SELF_GATES && isInTime,
  run: ({ pairs }) =>
    withModels(async ({ gate }) => {
      const gates = [];
      for (let index = 0; index < pairs; index++)
        gates.push(await gate(0, 'clicks-embedded', 'clicks-embedded'));
      const failed = gates.filter(({ verdict }) => verdict === 'fail').length;
      const { isInTime, times } = timesOf(gates);
      const figure = `${failed} of ${pairs}`;
      return { failed, gates: pairs, isInTime, figure, ci95: null, detail: times, pairs };
    }),
};

/** @param isRight whether these paths are those of what was slowed */
const plantedRow = ({ name, modes, target, gates: count, scenarios: [head, base], isRight }) => ({
  name,
  title: `gates of ${modes} that fail for a busy wait in the model's run that cuts ${CUT * 100}% of the throughput`,
  target,
  pairs: count,
  holds: ({ found, gates, isInTime }) => found >= 0.9 * gates && isInTime,
  run: ({ pairs }) =>
    withModels(async (models) => {
      const waitUs = await calibrate(models);
      const gates = [];
      for (let index = 0; index < pairs; index++) gates.push(await models.gate(waitUs, head, base));
      const found = gates.filter(({ failed }) => isRight(failed)).length;
      const { isInTime, times } = timesOf(gates);
      const detail = `${waitUs.toFixed(1)} us a row; ${times}`;
      return { found, gates: pairs, isInTime, figure: `${found} of ${pairs}`, ci95: null, detail, pairs };
    }),
});

export const rows = [
  selfRow,
  plantedRow({
    name: 'gate-planted',
    modes: 'two modes',
    target: `at least 9 of ${PLANTED_GATES}, with the right figure`,
    gates: PLANTED_GATES,
    scenarios: ['slowed', 'clicks'],
    isRight: (failed) => failed.includes(SLOWED) && failed.every((path) => path.startsWith('embedded.')),
  }),
  plantedRow({
    name: 'gate-wide',
    modes: 'four modes',
    target: 'all, none of them for the table',
    gates: WIDE_GATES,
    scenarios: ['slowed-wide', 'clicks-wide'],
    isRight: (failed) => failed.length > 0 && failed.every((path) => !path.startsWith('precomputed.')),
  }),
];
