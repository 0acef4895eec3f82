// An application that asks the reference model server over keep-alive connections.
import { Pool } from 'undici';

import { encode, model, serve, setup } from './clicks.mjs';

const pool = new Pool(setup.endpoint, { connections: 128 });
const path = `/v2/models/${setup.card.name}/infer`;
const headers = { 'content-type': 'application/json' };

serve(async (text, respond) => {
  const data = encode(JSON.parse(text));
  const body = JSON.stringify({
    inputs: [{ name: 'features', datatype: 'INT64', shape: [1, data.length], data }],
  });
  const response = await pool.request({ method: 'POST', path, headers, body });
  const { outputs } = await response.body.json();
  respond(200, JSON.stringify({ prediction: outputs[0].data[0], source: 'model', model }), 'model');
});
