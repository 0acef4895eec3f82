// Somebody else's application around one of the shipped models, in a process of its own: other path, other format.
// `external-server.mjs MODEL BEHAVIOUR`; it tells its address when it listens, and what it saw when it is asked.
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

import { createEncoder } from '../../dist/inference/encode.js';
import { openSession } from '../../dist/inference/session.js';
import { loadModelCard } from '../../dist/scenario/load-model-card.js';

const [, , folder, behaviour, key, certificate] = process.argv;
const card = await loadModelCard(folder);
const encode = createEncoder(card);
const session = await openSession(card, card.file);
const seen = { paths: {}, methods: {}, tokens: {}, bodies: [] };

function answer(response, status, body, headers = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

async function scoresOf({ rows }) {
  const predictions = await session.run(rows.map((row) => encode(row)));
  return predictions.map(([values]) => values[0]);
}

const behaviours = {
  scores: async (body, response) => answer(response, 200, { scores: await scoresOf(body) }),
  /** Far enough from the model's own to be another model, near enough to look right. */
  wrong: async (body, response) =>
    answer(response, 200, { scores: (await scoresOf(body)).map((score) => score * 0.9) }),
  /** Every second answer is none of the model's, and says so in its body. */
  sources: async (body, response) => {
    const isDefault = seen.methods.POST % 2 === 0;
    const scores = isDefault ? [0.5] : await scoresOf(body);
    answer(response, 200, { scores, meta: { from: isDefault ? 'default' : 'model' } });
  },
  redirect: async (_body, response) => answer(response, 307, '', { location: '/v2/score' }),
  html: async (_body, response) => answer(response, 200, '<html>It works!</html>'),
  never: async () => undefined,
  /** Repeats what it was sent, as error pages of frameworks do. */
  denied: async (_body, response, request) =>
    answer(response, 401, { detail: `bad token ${request.headers.authorization}` }),
  /** Denies from the thousandth request on: after the checks, under load. */
  expires: async (body, response, request) => {
    if (seen.methods.POST < 1000) return behaviours.scores(body, response);
    return behaviours.denied(body, response, request);
  },
};

function count(counts, name) {
  counts[name] = (counts[name] ?? 0) + 1;
}

function handle(request, response) {
  let text = '';
  request.on('data', (chunk) => (text += chunk));
  request.on('end', () => {
    count(seen.paths, request.url);
    count(seen.methods, request.method);
    count(seen.tokens, request.headers.authorization ?? 'none');
    if (seen.bodies.length < 3) seen.bodies.push(text);
    behaviours[behaviour](JSON.parse(text), response, request).catch((error) =>
      answer(response, 500, String(error)),
    );
  });
}

const settings = { keepAliveTimeout: 60_000 };
const server = key
  ? createHttpsServer({ ...settings, key: readFileSync(key), cert: readFileSync(certificate) }, handle)
  : createHttpServer(settings, handle);
server.listen(0, '127.0.0.1', () => {
  process.send({ url: `${key ? 'https' : 'http'}://127.0.0.1:${server.address().port}/v1/score` });
});
process.on('message', () => process.send(seen));
process.on('disconnect', () => process.exit(0));
