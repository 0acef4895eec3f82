import { z } from 'zod';

import { DeploymentError, UserError } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';
import type { RemoteProtocol } from '../../core/predictor-spec.js';
import { placeholdersOf, WHOLE_REQUEST } from '../../exchange/request-template.js';
import { askServer, type ForeignAddress } from './ask-server.js';
import { examineOip, type Examined } from './examine-oip.js';
import type { ForeignServer } from './options.js';

const versions = z.object({ model_version_status: z.array(z.object({ state: z.string() })) });

/**
 * Looks at a server that others wrote before anything is sent to it.
 *
 * @throws DeploymentError naming what is wrong with the server, UserError what is wrong with a template
 */
export async function examineServer(
  label: string,
  options: ForeignServer,
  address: ForeignAddress,
  card: ModelCard,
): Promise<Examined> {
  const { model = card.name } = options;
  switch (options.protocol) {
    case 'oip':
      return examineOip(address, model, card, options.encoding);
    case 'tfserving':
      await findTfModel(address, model);
      return { protocol: { id: 'tfserving', model }, notes: [] };
    case 'json':
      return { protocol: readTemplates(label, options, card), notes: [] };
  }
}

/** @see https://www.tensorflow.org/tfx/serving/api_rest#model_status_api */
async function findTfModel(address: ForeignAddress, model: string): Promise<void> {
  const { url, status, json, excerpt } = await askServer(address, `/v1/models/${encodeURIComponent(model)}`);
  const answered = `GET ${url} was answered ${status}: ${excerpt}`;
  const known = versions.safeParse(json);
  if (status === 200 && known.success) {
    if (known.data.model_version_status.some(({ state }) => state === 'AVAILABLE')) return;
    throw new DeploymentError(
      'MODEL_UNKNOWN',
      `no version of the model "${model}" is available: ${answered}`,
    );
  }
  if (json !== undefined && status !== 200)
    throw new DeploymentError('MODEL_UNKNOWN', `the server has no model "${model}": ${answered}`);
  throw new DeploymentError('NOT_TFSERVING', `what listens there is no TensorFlow Serving: ${answered}`);
}

/** @throws UserError where templates name what the model does not have */
function readTemplates(
  label: string,
  { url, ready, request, response = {} }: ForeignServer,
  { name, inputs, outputs }: ModelCard,
): RemoteProtocol {
  const known = inputs.map((input) => input.name);
  const unknown = placeholdersOf(request).find((field) => field !== WHOLE_REQUEST && !known.includes(field));
  if (unknown !== undefined) {
    throw new UserError(
      'INPUT_UNKNOWN',
      `modes.${label}.request names {{${unknown}}}, which is no input of the model ${name}`,
      `use {{${WHOLE_REQUEST}}} for all inputs by name, or one of: ${known.join(', ')}`,
    );
  }
  const [first] = outputs;
  const paths = typeof response === 'string' ? { [first?.name ?? '']: response } : response;
  const missing = outputs.find((output) => !Object.hasOwn(paths, output.name));
  if (missing) {
    throw new UserError(
      'OUTPUT_MISSING',
      `modes.${label}.response does not say where an answer has the output "${missing.name}" of ${name}`,
      `write response: { ${outputs.map((output) => `${output.name}: path`).join(', ')} }`,
    );
  }
  const { pathname, search } = new URL(url);
  return {
    id: 'json',
    path: pathname + search,
    response: paths,
    ...(request === undefined ? {} : { request }),
    ...(ready === undefined ? {} : { health: ready }),
  };
}
