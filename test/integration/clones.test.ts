import { once } from 'node:events';
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
});
