// What the reference servers share: the card of the click model, and what a person would write to encode a request.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

/** Written by the bench: { card, endpoint?, table? }. */
export const setup = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { card } = setup;
export const model = `${card.name}@${card.sha256.slice(0, 12)}`;

const features = card.features.map(({ name, vocabulary, oov }) => ({
  name,
  codes: new Map(vocabulary.map((value, code) => [value, code])),
  oov,
  size: vocabulary.length,
}));

/** @returns the code of every feature, in order */
export function encode(request) {
  return features.map(({ name, codes, oov }) => codes.get(String(request[name])) ?? oov);
}

/** @returns the mixed-radix key, or undefined where a value is out of vocabulary */
export function keyOf(codes) {
  let key = 0;
  for (const [column, code] of codes.entries()) {
    const { oov, size } = features[column];
    if (code === oov) return undefined;
    key = key * size + code;
  }
  return key;
}

/** A server that collects a body and hands it on. `answer(text, respond)`, `respond(status, body, source?)`. */
export function serve(answer) {
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      answer(Buffer.concat(chunks).toString(), (status, body, source) => {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        if (source) headers['x-servebench-source'] = source;
        response.writeHead(status, headers);
        response.end(body);
      });
    });
  });
  server.listen(0, '127.0.0.1', 1024, () => process.send(server.address().port));
  process.on('disconnect', () => process.exit(0));
}
