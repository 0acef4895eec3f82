import { fileURLToPath } from 'node:url';

import { loadModel } from '../../../dist/bench/load-model.js';
import { createEncoder } from '../../../dist/inference/encode.js';
import { createProcessGroup } from '../../../dist/processes/process-group.js';
import { pairedRatio } from '../../../dist/statistics/paired.js';
import { openTraffic } from '../../../dist/traffic/open-traffic.js';
import { TENSOR_CLIENTS } from '../tensor-clients.mjs';

const AT_ONCE = 4;
const ENOUGH = 2.5;
const JUDGED_ROWS = 256;
/**
 * Five small integers in and one number out, the protocol's own example (32 integers in, 32 out), and pictures: 64
 * numbers in, ten probabilities out. What JSON costs depends on how many digits the numbers have.
 */
const MODELS = {
  clicks: {
    file: 'models/clicks',
    traffic: { kind: 'zipf', skew: 0.99, requests: 2000, unseen: 0.05, history: 0 },
  },
  simple: {
    file: 'test/fixtures/oip/simple.onnx',
    traffic: { kind: 'random', requests: 2000, unseen: 0, history: 0 },
  },
  digits: {
    file: 'models/digits',
    traffic: {
      kind: 'log',
      file: fileURLToPath(new URL('../../../models/digits/requests.ndjson', import.meta.url)),
      format: 'ndjson',
      split: 0,
      label: 'label',
    },
  },
};

/** Predictions per second through our own client and model server: encoding, server and decoding, 4 requests at once. */
const encodingRow = (model, rowCount) => ({
  name: 'encodings',
  title: `tensors of ${model} as binary against JSON, ${rowCount} rows a request`,
  target: rowCount === JUDGED_ROWS ? `throughput ratio >= ${ENOUGH}` : '-',
  ...(rowCount === JUDGED_ROWS ? { holds: ({ ratio }) => ratio >= ENOUGH } : {}),
  run: async ({ pairs, durationMs }) => {
    const card = await loadModel(MODELS[model].file);
    const rows = await encodedRows(card, MODELS[model].traffic);
    const measured = [];
    for (let index = 0; index < pairs; index++) {
      const processes = createProcessGroup();
      try {
        const { ready } = await processes.start({
          role: 'model-server',
          title: 'model server',
          spec: { models: [card], batching: null, port: 0, grpc: true },
          readyTimeoutMs: 60_000,
        });
        const figures = {};
        const ids = Object.keys(TENSOR_CLIENTS);
        for (let turn = 0; turn < ids.length; turn++) {
          const id = ids[(index + turn) % ids.length];
          figures[id] = await predictionsPerSecond(
            TENSOR_CLIENTS[id](card, ready),
            rows,
            rowCount,
            durationMs,
          );
        }
        measured.push(figures);
        process.stderr.write(`  ${index + 1} of ${pairs}: ${JSON.stringify(figures)}\n`);
      } finally {
        await processes.stopAll();
      }
    }
    const ratioOf = (id) =>
      pairedRatio(measured.map((figures) => ({ base: figures.json, other: figures[id] })));
    return { ...ratioOf('binary'), detail: `gRPC against JSON: ${ratioOf('grpc').ratio.toFixed(2)}` };
  },
});

async function predictionsPerSecond(client, rows, rowCount, durationMs) {
  let next = 0;
  const ask = async (endMs) => {
    let answered = 0;
    while (performance.now() < endMs) {
      const batch = Array.from({ length: rowCount }, () => rows[next++ % rows.length]);
      answered += (await client.infer(batch)).length;
    }
    return answered;
  };
  const drive = async (ms) => {
    const startedMs = performance.now();
    const counts = await Promise.all(Array.from({ length: AT_ONCE }, () => ask(startedMs + ms)));
    return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - startedMs) / 1000);
  };
  try {
    await drive(durationMs / 2);
    return Math.round(await drive(durationMs));
  } finally {
    await client.close();
  }
}

async function encodedRows(card, spec) {
  const encode = createEncoder(card);
  const traffic = await openTraffic(spec, card, 1);
  const rows = [];
  for await (const items of traffic.replay()) rows.push(...items.map(({ request }) => encode(request)));
  return rows;
}

export const rows = Object.keys(MODELS).flatMap((model) =>
  [1, 16, JUDGED_ROWS].map((rowCount) => encodingRow(model, rowCount)),
);
