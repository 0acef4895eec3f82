// One prepared statement on the table that the bench built.
import Database from 'better-sqlite3';

import { encode, keyOf, model, serve, setup } from './clicks.mjs';

const db = new Database(setup.table, { readonly: true, fileMustExist: true });
const select = db.prepare('SELECT value FROM prediction WHERE key = ?').pluck();
const miss = JSON.stringify({
  error: { code: 'UNSEEN_KEY', message: 'no prediction was computed ahead for this request' },
});

serve((text, respond) => {
  const key = keyOf(encode(JSON.parse(text)));
  const prediction = key === undefined ? undefined : select.get(key);
  if (prediction === undefined) return respond(404, miss, 'miss');
  respond(200, JSON.stringify({ prediction, source: 'table', model }), 'table');
});
