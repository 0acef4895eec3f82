// The bare server: JSON in, encode, a constant out.
import { encode, model, serve } from './clicks.mjs';

serve((text, respond) => {
  encode(JSON.parse(text));
  respond(200, JSON.stringify({ prediction: 0, source: 'default', model }), 'default');
});
