import { createServer, type AddressInfo } from 'node:net';

import type { RunningProcess } from '../processes/child-link.js';
import { HOST, portError } from './http/listen.js';

/** One address in front of several applications. */
export interface Spread {
  readonly url: string;
  /** A fresh process takes the place (from 0) of one that has ended. */
  replace(place: number, fresh: RunningProcess): void;
}

/**
 * One address in front of several applications, as a balancer on the transport layer or the cluster module of Node.js
 * gives: connections go in turn to those that live. This process takes a connection and hands it over, and sees nothing
 * of what is sent through it, so that a request costs what it costs without.
 *
 * @param port 0 for a free one
 * @returns it is closed when the last of the processes has ended
 * @throws UserError PORT_IN_USE
 */
export async function spreadConnections(processes: readonly RunningProcess[], port: number): Promise<Spread> {
  const places = [...processes];
  const living = new Set(processes);
  let turn = 0;
  const next = (): RunningProcess | undefined => {
    for (let step = 0; step < places.length; step++) {
      const candidate = places[turn];
      turn = (turn + 1) % places.length;
      if (candidate && living.has(candidate)) return candidate;
    }
    return undefined;
  };
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    // Until it is handed over, nobody else would hear of its end.
    socket.on('error', () => socket.destroy());
    const taker = next();
    if (taker) taker.give(socket);
    else socket.destroy();
  });
  const watch = async (running: RunningProcess): Promise<void> => {
    await running.ended;
    living.delete(running);
    if (living.size === 0) server.close();
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, port)));
    server.listen(port, HOST, 1024, resolve);
  });
  for (const running of processes) void watch(running);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${actual}`,
    replace: (place, fresh) => {
      places[place] = fresh;
      living.add(fresh);
      void watch(fresh);
    },
  };
}
