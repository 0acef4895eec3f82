// The model in process, one run for each request.
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { encode, model, serve, setup } from './clicks.mjs';

const session = await InferenceSession.create(setup.card.file, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});

serve(async (text, respond) => {
  const codes = BigInt64Array.from(encode(JSON.parse(text)), BigInt);
  const { probability } = await session.run({ features: new Tensor('int64', codes, [1, codes.length]) });
  respond(200, JSON.stringify({ prediction: probability.data[0], source: 'model', model }), 'model');
});
