import { z } from 'zod';

import { DeploymentError } from '../../core/errors.js';
import { isBatchable, type ModelCard, type TensorSpec } from '../../core/model-card.js';
import type { RemoteEncoding, RemoteProtocol } from '../../core/predictor-spec.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import { askServer, type ForeignAddress, type ServerAnswer } from './ask-server.js';

/** What a look at a server tells: how to ask it, and what a reader of the results must know. */
export interface Examined {
  readonly protocol: RemoteProtocol;
  readonly notes: readonly string[];
}

const tensors = z.array(
  z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.coerce.number()) }),
);
const modelMetadata = z.object({ inputs: tensors, outputs: tensors });
type RemoteTensor = z.infer<typeof tensors>[number];

const serverMetadata = z.object({ extensions: z.array(z.string()).default([]) });
const errorBody = z.object({ error: z.unknown() });

/** Every binary answer is longer by its bytes; whether a server has them, its metadata says. */
const BINARY = 'binary_tensor_data';

/**
 * Holds what a server says of the model against the card: names, datatypes, shapes.
 *
 * @param wanted the encoding that the user asks for; undefined leaves it to the server
 * @throws DeploymentError SERVER_UNREACHABLE, NOT_OIP, MODEL_UNKNOWN, MODEL_MISMATCH
 */
export async function examineOip(
  address: ForeignAddress,
  model: string,
  card: ModelCard,
  wanted: RemoteEncoding | undefined,
): Promise<Examined> {
  const said = await askServer(address, `/v2/models/${encodeURIComponent(model)}`);
  const metadata = readMetadata(said, model);
  const differences = [
    ...differencesOf('input', card.inputs, metadata.inputs),
    ...differencesOf('output', card.outputs, metadata.outputs),
    ...metadata.inputs
      .filter(({ name }) => !card.inputs.some((input) => input.name === name))
      .map(({ name }) => `it wants an input "${name}", which the model ${card.name} does not have`),
  ];
  if (differences.length > 0) {
    throw new DeploymentError(
      'MODEL_MISMATCH',
      `the model "${model}" at ${address.base} is not ${card.name}: ${differences.join('; ')}`,
    );
  }
  const server = serverMetadata.safeParse((await askServer(address, '/v2')).json);
  const hasBinary = server.success && server.data.extensions.includes(BINARY);
  const encoding = wanted ?? (hasBinary ? 'auto' : 'json');
  const takesRows = [...metadata.inputs, ...metadata.outputs].every(({ shape }) => shape[0] === -1);
  const notes = [
    ...(encoding === 'json' && wanted === undefined
      ? [`the server does not list ${BINARY} among its extensions: tensors travel as JSON`]
      : []),
    ...(!takesRows && isBatchable(card)
      ? ["the first dimension of the server's model is not -1: each request carries one row"]
      : []),
  ];
  const protocol: RemoteProtocol = { id: 'oip', model, encoding, ...(takesRows ? {} : { oneRow: true }) };
  return { protocol, notes };
}

function readMetadata(
  { url, status, json, excerpt }: ServerAnswer,
  model: string,
): z.infer<typeof modelMetadata> {
  const answered = `GET ${url} was answered ${status}: ${excerpt}`;
  if (status !== 200 && errorBody.safeParse(json).success)
    throw new DeploymentError('MODEL_UNKNOWN', `the server has no model "${model}": ${answered}`);
  const metadata = modelMetadata.safeParse(json);
  if (status === 200 && metadata.success) return metadata.data;
  throw new DeploymentError(
    'NOT_OIP',
    `what listens there does not speak the Open Inference Protocol: ${answered}`,
  );
}

function differencesOf(
  kind: 'input' | 'output',
  specs: readonly TensorSpec[],
  remote: readonly RemoteTensor[],
): string[] {
  return specs.flatMap(({ name, type, shape }) => {
    const there = remote.find((tensor) => tensor.name === name);
    if (!there) {
      const names = remote.map((tensor) => `"${tensor.name}"`).join(', ');
      return [`it has no ${kind} "${name}" (it has ${names === '' ? 'none' : names})`];
    }
    const wanted = OIP_DATATYPES[type];
    if (there.datatype !== wanted)
      return [`its ${kind} "${name}" is ${there.datatype}, the card says ${wanted}`];
    if (!fits(shape, there.shape))
      return [
        `its ${kind} "${name}" has the shape [${there.shape.join(', ')}], the card says [${shape.join(', ')}]`,
      ];
    return [];
  });
}

/** A size that either side leaves open fits any; a server that takes one row at a time has 1 in the first place. */
function fits(spec: TensorSpec['shape'], there: readonly number[]): boolean {
  return (
    spec.length === there.length &&
    spec.every((size, axis) => typeof size === 'string' || there[axis] === -1 || there[axis] === size)
  );
}
