import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { serve, type Served } from '../contract/serving-modes.js';

const REQUEST = { country: 'US', device: 'phone', hour: '1', campaign: '1', placement: '1' };

describe('clones of the application', () => {
  let served: Served | undefined;
  afterEach(() => served?.stop());

  it('share one address: connections go to them in turn, and none is left when it is stopped', async () => {
    served = await serve({ mode: 'embedded', options: { applications: 3 } });
    const { target, urls, processes } = served.deployment;
    expect(processes).toHaveLength(3);
    const { hostname, port } = new URL(target.url);
    const body = JSON.stringify(REQUEST);
    const requests = `POST /predict HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    for (let connection = 0; connection < 9; connection++) {
      const socket = connect(Number(port), hostname);
      // The bytes are there before the connection has been handed over.
      socket.write(requests + requests);
      let text = '';
      while (text.split('"source":"model"').length < 3) {
        const [chunk] = (await once(socket, 'data')) as [Buffer];
        text += chunk.toString();
      }
      socket.destroy();
    }
    const counts = await Promise.all(
      urls.slice(1).map(async ({ url }) => {
        const text = await (await fetch(`${url}/metrics`)).text();
        return /servebench_requests_total\{source="model"\} (\d+)/.exec(text)?.[1];
      }),
    );
    expect(counts).toEqual(['6', '6', '6']);
    await served.stop();
    await expect(fetch(target.url)).rejects.toThrow('fetch failed');
  }, 60_000);

  it('that are killed are passed over, and take connections again once they were started again', async () => {
    served = await serve({ mode: 'embedded', options: { applications: 2 } });
    const { target, urls, operations } = served.deployment;
    const [victim] = operations?.victims ?? [];
    const ask = (): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        // A connection of its own.
        const asked = request(target.url, { method: 'POST', agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        asked.once('error', reject).end(JSON.stringify(REQUEST));
      });
    process.kill(victim?.pid() ?? 0, 'SIGKILL');
    // The first connections may still be handed to the one that has just died.
    await expect.poll(() => ask().catch(() => 0)).toBe(200);
    for (let asked = 0; asked < 6; asked++) expect(await ask()).toBe(200);
    await victim?.restart();
    for (let asked = 0; asked < 6; asked++) expect(await ask()).toBe(200);
    const text = await (await fetch(`${urls[1]?.url}/metrics`)).text();
    expect(text).toContain('servebench_requests_total{source="model"} 3');
  }, 60_000);

  it('that hang and die close the connections that were on their way to them', async () => {
    served = await serve({ mode: 'embedded', options: { applications: 2 } });
    const { target, operations } = served.deployment;
    const pid = operations?.victims[0]?.pid() ?? 0;
    process.kill(pid, 'SIGSTOP');
    const { hostname, port } = new URL(target.url);
    const sockets = Array.from({ length: 8 }, () => connect(Number(port), hostname));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    let closed = 0;
    for (const socket of sockets)
      socket
        .on('error', () => undefined)
        .once('close', () => closed++)
        .resume();
    process.kill(pid, 'SIGKILL');
    // The others are idle at the clone that lives.
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(4);
    for (const socket of sockets) socket.destroy();
  }, 60_000);
});
