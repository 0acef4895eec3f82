import { Agent, request } from 'node:http';

/** Fields that say when an answer was given, not what it is. */
const CLOCK = 'date';

/**
 * Sends the same bodies to both servers. @returns how many were compared
 * @throws Error at the first answer that differs in status, headers (names, order, values) or body
 */
export async function compareAnswers(ours, reference, bodies) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const body of bodies) {
    const [left, right] = await Promise.all([ask(agent, ours, body), ask(agent, reference, body)]);
    if (left !== right)
      throw new Error(`the servers differ for ${body}\n  ours:      ${left}\n  reference: ${right}`);
  }
  agent.destroy();
  return bodies.length;
}

function ask(agent, url, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}/predict`, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode, rawHeaders } = response;
        const kept = rawHeaders.map((word, at) =>
          rawHeaders[at - 1]?.toLowerCase() === CLOCK ? '(now)' : word,
        );
        resolve(JSON.stringify([statusCode, kept, Buffer.concat(chunks).toString('latin1')]));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
