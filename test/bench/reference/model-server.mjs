// The model behind the Open Inference Protocol: just enough of it for one tensor.
import { InferenceSession, Tensor } from 'onnxruntime-node';

import { serve, setup } from './clicks.mjs';

const session = await InferenceSession.create(setup.card.file, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});

serve(async (text, respond) => {
  const [{ data, shape }] = JSON.parse(text).inputs;
  const { probability } = await session.run({
    features: new Tensor('int64', BigInt64Array.from(data, BigInt), shape),
  });
  const output = {
    name: 'probability',
    datatype: 'FP32',
    shape: probability.dims,
    data: [...probability.data],
  };
  respond(200, JSON.stringify({ model_name: setup.card.name, model_version: '1', outputs: [output] }));
});
