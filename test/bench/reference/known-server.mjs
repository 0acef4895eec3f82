// An HTTP server of known behaviour in a process of its own: `known-server.mjs BEHAVIOUR [MILLISECONDS]`. It times every
// request by its own clock, from the moment it has it until the answer is written, and tells what it measured when asked.
import { createServer } from 'node:http';

const [, , behaviour, argument = '0'] = process.argv;
const delayMs = Number(argument);
const BODY = '{"prediction":[[0.5]],"source":"model","model":"known@1"}';
const HEADERS = {
  'content-type': 'application/json',
  'content-length': BODY.length,
  'x-servebench-source': 'model',
};

let serviceMs = [];
let requests = 0;

function answer(response, startMs) {
  response.writeHead(200, HEADERS);
  response.end(BODY);
  serviceMs.push(performance.now() - startMs);
}

/** Looks at the clock turn after turn: exact to a few microseconds, and the loop goes on serving meanwhile. */
const polled = [];
function poll() {
  const now = performance.now();
  while (polled.length > 0 && now - polled[0].startMs >= delayMs) {
    const { response, startMs } = polled.shift();
    answer(response, startMs);
  }
  if (polled.length > 0) setImmediate(poll);
}

const BEHAVIOURS = {
  poll: (response, startMs) => {
    if (polled.push({ response, startMs }) === 1) setImmediate(poll);
  },
  timer: (response, startMs) => setTimeout(answer, delayMs, response, startMs),
  /** Answers at once, but stands still once, at its 250th request. */
  stall: (response, startMs) => {
    if (requests === 250) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, delayMs);
    answer(response, startMs);
  },
};

const server = createServer((request, response) => {
  const startMs = performance.now();
  requests++;
  request.resume();
  BEHAVIOURS[behaviour](response, startMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));

function quantileMs(q) {
  return serviceMs[Math.max(0, Math.ceil(serviceMs.length * q) - 1)] ?? Number.NaN;
}

process.on('message', () => {
  serviceMs.sort((a, b) => a - b);
  process.send({ requests, p50Us: quantileMs(0.5) * 1000, p99Us: quantileMs(0.99) * 1000 });
  serviceMs = [];
  requests = 0;
});
process.on('disconnect', () => process.exit(0));
