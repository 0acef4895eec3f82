// An HTTP server of known behaviour, in a process of its own: `server.mjs BEHAVIOUR [ARGUMENT]`. It tells its port when
// it listens, and what it saw when it is asked.
import { createServer } from 'node:http';

const [, , behaviour, argument] = process.argv;
const amount = Number(argument ?? 0);

const bodies = new Set();
const seen = { requests: 0, connections: 0, mostAtOnce: 0, serviceMs: [], arrivals: [], headers: {} };
let atOnce = 0;
let arrivedMs = 0;

function answer(response, status, source, body = '{"prediction":[1]}') {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, source === undefined ? headers : { ...headers, 'X-Servebench-Source': source });
  response.end(body);
}

const behaviours = {
  /** Answers after so many milliseconds, as a timer counts them. */
  delay: (_request, response) => setTimeout(() => answer(response, 200, 'table'), amount),
  /** Every second request misses. */
  miss: (_request, response) => {
    if (seen.requests % 2 === 0) answer(response, 404, 'miss', '{"error":{"code":"UNSEEN_KEY"}}');
    else answer(response, 200, 'table');
  },
  /** Names no source. */
  plain: (_request, response) => answer(response, 200),
  /** The path of another application: a 404 that is no miss. */
  'not-found': (_request, response) => answer(response, 404, undefined, '{"error":"no such path"}'),
  fail: (_request, response) => answer(response, 500, undefined, `boom ${seen.requests % 2}`),
  never: () => undefined,
  /** Answers in 20 ms, but cuts off every so many requests. */
  cut: (request, response) => {
    if (seen.requests % amount === 0) request.socket.destroy();
    else setTimeout(() => answer(response, 200, 'model'), 20);
  },
  /** Answers at once, and announces the end of the connection every so many requests. */
  'announce-close': (_request, response) => {
    if (seen.requests % amount === 0) response.setHeader('connection', 'close');
    answer(response, 200, 'model');
  },
  /** Answers at once and then ends the connection, every so many requests, without a word. */
  'close-after': (request, response) => {
    answer(response, 200, 'model');
    if (seen.requests % amount === 0) response.once('finish', () => request.socket.end());
  },
  /** Cuts off every so many requests in the middle of the answer. */
  half: (request, response) => {
    if (seen.requests % amount !== 0) return setTimeout(() => answer(response, 200, 'model'), 5);
    response.writeHead(200, { 'content-length': 1000 });
    response.write('x'.repeat(500), () => request.socket.destroy());
  },
  /** As servers before HTTP/1.1 do: the body ends with the connection. */
  http10: (request) => {
    request.socket.end('HTTP/1.0 200 OK\r\nx-servebench-source: model\r\n\r\n{"prediction":[1]}');
  },
  /** Answers at once, but stands still for a second from request number `amount` on. */
  stall: (_request, response) => {
    if (seen.requests === amount) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
    answer(response, 200, 'model');
  },
};

const server = createServer((request, response) => {
  arrivedMs = performance.now();
  const startMs = arrivedMs;
  let body = '';
  seen.mostAtOnce = Math.max(seen.mostAtOnce, ++atOnce);
  response.on('close', () => {
    atOnce--;
    seen.serviceMs.push(performance.now() - startMs);
  });
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    seen.requests++;
    seen.headers = request.headers;
    bodies.add(body);
    // A ping has no body.
    seen.arrivals.push({ id: body === '' ? undefined : JSON.parse(body).id, ms: startMs });
    behaviours[behaviour](request, response);
  });
});
server.on('connection', () => seen.connections++);
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => process.send({ ...seen, distinct: bodies.size }));
process.on('disconnect', () => process.exit(0));
