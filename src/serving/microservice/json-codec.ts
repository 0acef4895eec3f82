import type { ModelCard } from '../../core/model-card.js';
import type { RemoteProtocol } from '../../core/predictor-spec.js';
import { checkedPath, valueAt } from '../../exchange/answer-path.js';
import { compileRequest } from '../../exchange/request-template.js';
import type { RemoteCodec } from './remote-codec.js';
import { createRowFields, readRow } from './row-values.js';

const HEADERS = { 'content-type': 'application/json' };

/** Plain JSON in the server's own format, one row a request. */
export function createJsonTemplateCodec(
  card: ModelCard,
  { request, response }: Extract<RemoteProtocol, { id: 'json' }>,
): RemoteCodec {
  const fieldsOf = createRowFields(card);
  const write = compileRequest(request);
  const outputs = card.outputs.map((output) => {
    const text = response[output.name] ?? '';
    return { output, text, path: checkedPath(text) };
  });
  return {
    request: ([row]) => ({ body: row ? write(fieldsOf(row)) : '', headers: HEADERS }),
    response: ({ body }) => {
      const answer: unknown = JSON.parse(body.toString('utf8'));
      return [
        outputs.map(({ output, text, path }) => {
          const value = valueAt(answer, path);
          if (value === undefined)
            throw new Error(`the model server's answer has nothing at ${text} (output "${output.name}")`);
          return readRow(output, value);
        }),
      ];
    },
  };
}
