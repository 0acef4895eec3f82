// Our own application and session with a busy wait in `predict`: a slowdown of known size.
import { DEFAULT_BATCHING as batching } from '../../../dist/core/batching.js';
import { createApplication } from '../../../dist/serving/application/application.js';
import { buildSessionPredictor } from '../../../dist/serving/embedded/session-predictor.js';
import { listen } from '../../../dist/serving/http/listen.js';
import { setup } from './clicks.mjs';

const { card, waitUs } = setup;
const session = await buildSessionPredictor({ kind: 'session', workers: 0, batching }, { card });
const predict = (encoded) => {
  const endMs = performance.now() + waitUs / 1000;
  while (performance.now() < endMs);
  return session.predict(encoded);
};
const application = createApplication(card, { ...session, predict });
const server = await listen(application.handle, 0);
application.open();
process.send(Number(new URL(server.url).port));
process.on('disconnect', () => process.exit(0));
