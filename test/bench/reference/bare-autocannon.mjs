// Autocannon as it comes, with one body for every request: `bare-autocannon.mjs URL CONNECTIONS SECONDS BODY`. Tells the
// requests per second and its CPU per request.
import autocannon from 'autocannon';

const [, , url, connections, seconds, body] = process.argv;
const headers = { 'content-type': 'application/json' };
const cpu = process.cpuUsage();
const { requests, duration, errors, timeouts } = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  method: 'POST',
  headers,
  body,
});
const { user, system } = process.cpuUsage(cpu);
process.send({
  rps: requests.total / duration,
  cpuUs: (user + system) / requests.total,
  failed: errors + timeouts,
});
