// The cheapest HTTP server there is: whatever arrives on a connection, it writes the same answer. So the client is what
// limits a comparison of clients.
import { createServer } from 'node:net';

const BODY = '{"prediction":[[0.5]],"source":"model","model":"canned@1"}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-servebench-source: model\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`,
);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => socket.write(ANSWER));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
