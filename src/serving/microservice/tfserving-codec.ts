import type { Prediction } from '../../core/answer.js';
import type { ModelCard } from '../../core/model-card.js';
import type { RemoteCodec } from './remote-codec.js';
import { createRowFields, readRow } from './row-values.js';

const HEADERS = { 'content-type': 'application/json' };

type Named = Readonly<Record<string, unknown>>;

/**
 * The REST predict API of TensorFlow Serving: rows as `instances`, inputs by name; answers in rows (`predictions`) or
 * in columns (`outputs`).
 * @see https://www.tensorflow.org/tfx/serving/api_rest#predict_api
 */
export function createTfServingCodec(card: ModelCard): RemoteCodec {
  const fieldsOf = createRowFields(card);
  return {
    request: (rows) => ({ body: JSON.stringify({ instances: rows.map(fieldsOf) }), headers: HEADERS }),
    response: ({ body }, count) => {
      const answer = parseAnswer(body.toString('utf8'));
      const { predictions, outputs } = answer;
      if (Array.isArray(predictions)) return readRows(card, predictions, count);
      if (outputs !== undefined) return readColumns(card, outputs, count);
      throw new Error('the model server\'s answer has neither "predictions" nor "outputs"');
    },
  };
}

function parseAnswer(text: string): Named {
  const parsed: unknown = JSON.parse(text);
  return isNamed(parsed) ? parsed : {};
}

/** A model of one output may answer its values alone, without their name. */
function readRows({ outputs }: ModelCard, rows: readonly unknown[], count: number): readonly Prediction[] {
  if (rows.length !== count) throw new Error(`the model server answered ${rows.length} rows for ${count}`);
  return rows.map((row) =>
    outputs.map((output) => {
      if (isNamed(row)) return readRow(output, namedValue(row, output.name));
      if (outputs.length === 1) return readRow(output, row);
      throw new Error(`the model server's answer has no output "${output.name}"`);
    }),
  );
}

function readColumns({ outputs }: ModelCard, answer: unknown, count: number): readonly Prediction[] {
  const columns = outputs.map(({ name }) => {
    const column = isNamed(answer) ? namedValue(answer, name) : outputs.length === 1 ? answer : undefined;
    if (column === undefined) throw new Error(`the model server's answer has no output "${name}"`);
    if (!Array.isArray(column) || column.length !== count)
      throw new Error(`output "${name}" of the model server does not hold ${count} rows`);
    return column as readonly unknown[];
  });
  return Array.from({ length: count }, (_, row) =>
    outputs.map((output, index) => readRow(output, columns[index]?.[row])),
  );
}

function namedValue(row: Named, name: string): unknown {
  if (!Object.hasOwn(row, name)) throw new Error(`the model server's answer has no output "${name}"`);
  return row[name];
}

function isNamed(value: unknown): value is Named {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
