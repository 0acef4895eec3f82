import { createServer, type AddressInfo } from 'node:net';

import type { RunningProcess } from '../processes/process-group.js';
import { HOST, portError } from './http/listen.js';

/**
 * One address in front of several applications, as a balancer on the transport layer or the cluster module of Node.js
 * gives: connections go to them in turn. This process takes a connection and hands it over, and sees nothing of what is
 * sent through it, so that a request costs what it costs without.
 *
 * @param port 0 for a free one
 * @returns the address; it is closed when one of the processes ends
 * @throws UserError PORT_IN_USE
 */
export async function spreadConnections(processes: readonly RunningProcess[], port: number): Promise<string> {
  let turn = 0;
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    // Until it is handed over, nobody else would hear of its end.
    socket.on('error', () => socket.destroy());
    processes[turn]?.give(socket);
    turn = (turn + 1) % processes.length;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portError(error, port)));
    server.listen(port, HOST, 1024, resolve);
  });
  void Promise.race(processes.map(({ ended }) => ended)).then(() => server.close());
  const { port: actual } = server.address() as AddressInfo;
  return `http://${HOST}:${actual}`;
}
