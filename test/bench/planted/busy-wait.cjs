// Loaded before everything else in every process of a gate (`node --require`): one model, known by its hash, runs slower
// by a busy wait for each row. What is measured stays the product, whole.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { InferenceSession } = require('onnxruntime-node');

const { PLANTED_SHA256, PLANTED_WAIT_US } = process.env;
const waitMs = Number(PLANTED_WAIT_US) / 1000;
const create = InferenceSession.create.bind(InferenceSession);

InferenceSession.create = async (model, ...rest) => {
  const session = await create(model, ...rest);
  const bytes = typeof model === 'string' ? readFileSync(model) : model;
  if (createHash('sha256').update(bytes).digest('hex') !== PLANTED_SHA256) return session;
  const run = session.run.bind(session);
  session.run = async (feeds, ...options) => {
    const [rows] = Object.values(feeds)[0].dims;
    const outputs = await run(feeds, ...options);
    const endMs = performance.now() + rows * waitMs;
    while (performance.now() < endMs);
    return outputs;
  };
  return session;
};
