import { z } from 'zod';

import { REMOTE_ENCODINGS, REMOTE_PROTOCOLS } from '../../core/predictor-spec.js';
import { malformedVariable } from '../../exchange/environment.js';
import { durationMs } from '../../scenario/fields.js';
import { batchingOption } from '../batching-option.js';
import { copiesOption } from '../copies-option.js';
import { headersOption, pathOption, requestOption, urlOption } from '../exchange-options.js';
import { breakerOption } from './breaker-option.js';

/** Options of our own model servers only: somebody else's server is one, and is set up by its owner. */
const OURS = ['replicas', 'grpc', 'repository', 'models', 'copies', 'servers'] as const;
const WITH_COMMAND = ['ready', 'readyTimeout', 'env'] as const;
const WITH_URL = ['command', 'protocol', 'model', 'headers', 'parity', 'tolerance'] as const;
const WITH_TEMPLATE = ['request', 'response'] as const;

const absolutePath = z
  .string()
  .regex(/^\/[\x21-\x7E]*$/, 'expected a path on the server, such as /v2/health/ready');

const environmentValue = z.string().refine((value) => malformedVariable(value) === undefined, {
  error: ({ input }) => `expected a variable such as \${API_TOKEN}, got ${malformedVariable(String(input))}`,
});

/** As a scenario has them; `readOptions` gives the rest their defaults. */
const fields = z.strictObject({
  /** Model-server processes behind the application. */
  replicas: z.int().min(1).max(64).exactOptional(),
  /** Models that the application asks, in turn. */
  copies: copiesOption.exactOptional(),
  /** `shared`: every replica has all of the models. `each`: every model has a server of its own. */
  servers: z.enum(['shared', 'each']).exactOptional(),
  /** How long the application waits for a model server, in milliseconds. */
  timeoutMs: z.int().min(1).default(10_000),
  /** How tensors travel by the Open Inference Protocol: `json`, `binary` after it, or `auto`: binary but for a few. */
  encoding: z.enum(REMOTE_ENCODINGS).exactOptional(),
  /** At both ends: what waits is sent in one request, and requests that wait are run together. */
  batching: batchingOption,
  /** After how many failures in a row the application stops asking, and for how long. */
  breaker: breakerOption,
  /** Opens a gRPC endpoint beside REST on every model server; the application does not use it. */
  grpc: z.boolean().exactOptional(),
  /** Folder of further models (folders with a card, .onnx files) that clients may load into the model servers. */
  repository: z.string().min(1).exactOptional(),
  /** Names of models in `repository` that every model server loads at its start, beside the scenario's. */
  models: z.array(z.string().min(1)).exactOptional(),

  /** A server that others wrote, in place of ours; for `protocol: json` the address that takes the requests. */
  url: urlOption.exactOptional(),
  /** Starts that server, in the folder of the scenario: a line for the shell, or a program and its arguments. */
  command: z.union([z.string().min(1), z.array(z.string()).min(1)]).exactOptional(),
  /** Path that answers 2xx once the server is ready. */
  ready: absolutePath.exactOptional(),
  readyTimeout: durationMs().exactOptional(),
  /** Environment of the command, on top of our own; `${NAME}` is read from the environment, and never stored. */
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), environmentValue).exactOptional(),
  protocol: z.enum(REMOTE_PROTOCOLS).exactOptional(),
  /** What the server calls the model. */
  model: z.string().min(1).exactOptional(),
  headers: headersOption.exactOptional(),
  /** `protocol: json`: the body; `{{input}}` stands for an input of the model, `{{request}}` for all of them. */
  request: requestOption.optional(),
  /** `protocol: json`: where an answer has the output of the model; or each of them, by name. */
  response: z.union([pathOption, z.record(z.string(), pathOption)]).exactOptional(),
  /** Whether predictions are compared with the model's own. */
  parity: z.boolean().exactOptional(),
  /** Largest difference of a prediction from the model's own: another runtime rounds otherwise. */
  tolerance: z.number().min(0).exactOptional(),
});
type Fields = z.infer<typeof fields>;

/** Settings that ours and other people's servers share. */
type Shared = Pick<Fields, 'timeoutMs' | 'batching' | 'breaker' | 'encoding'>;

export interface OwnServers extends Shared {
  readonly kind: 'own';
  readonly replicas: number;
  readonly grpc: boolean;
  readonly repository?: string;
  readonly models: readonly string[];
  readonly copies: number;
  readonly servers: 'shared' | 'each';
}

export interface ForeignServer extends Shared {
  readonly kind: 'foreign';
  readonly url: string;
  readonly command?: string | readonly string[];
  readonly ready?: string;
  readonly readyTimeoutMs: number;
  readonly env: Readonly<Record<string, string>>;
  readonly protocol: (typeof REMOTE_PROTOCOLS)[number];
  readonly model?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly request?: unknown;
  readonly response?: string | Readonly<Record<string, string>>;
  /** null: predictions are not compared. */
  readonly tolerance: number | null;
}

export type MicroserviceOptions = OwnServers | ForeignServer;

export const microserviceOptions = fields.superRefine(checkTogether).transform(readOptions);

function checkTogether(given: Fields, context: z.RefinementCtx): void {
  const refuse = (names: readonly (keyof Fields)[], message: string): void => {
    for (const name of names)
      if (given[name] !== undefined) context.addIssue({ code: 'custom', path: [name], message });
  };
  if (given.url === undefined) {
    if (given.command !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['url'],
        message: 'missing; expected where the command listens',
      });
    else
      refuse(
        [...WITH_URL, ...WITH_COMMAND, ...WITH_TEMPLATE],
        'needs `url`: it is about a server of somebody else',
      );
    if (given.servers === 'each' && (given.replicas ?? 1) > 1)
      refuse(['replicas'], 'cannot be set with `servers: each`: every model has one server');
    return;
  }
  refuse(OURS, 'cannot be set with `url`: it is about our own model servers');
  if (given.command === undefined)
    refuse(WITH_COMMAND, 'needs `command`: a server that runs already is not started');
  const protocol = given.protocol ?? 'oip';
  if (protocol !== 'oip') refuse(['encoding'], 'belongs to `protocol: oip`');
  if (protocol !== 'json') return refuse(WITH_TEMPLATE, 'needs `protocol: json`');
  refuse(['model'], 'cannot be set with `protocol: json`: the address says which model it is');
  if (given.response === undefined)
    context.addIssue({
      code: 'custom',
      path: ['response'],
      message: 'missing; expected where an answer has the prediction, such as predictions.0.score',
    });
}

function readOptions(given: Fields): MicroserviceOptions {
  const { timeoutMs, batching, breaker, encoding, url } = given;
  const shared = { timeoutMs, batching, breaker, ...(encoding === undefined ? {} : { encoding }) };
  if (url === undefined) {
    const { replicas = 1, grpc = false, repository, models = [], copies = 1, servers = 'shared' } = given;
    return {
      kind: 'own',
      ...shared,
      replicas,
      grpc,
      models,
      copies,
      servers,
      ...(repository === undefined ? {} : { repository }),
    };
  }
  const { command, ready, readyTimeout = 30_000, env = {}, protocol = 'oip', model, headers = {} } = given;
  const { request, response, parity = true, tolerance = 1e-6 } = given;
  return {
    kind: 'foreign',
    ...shared,
    url,
    readyTimeoutMs: readyTimeout,
    env,
    protocol,
    headers,
    tolerance: parity ? tolerance : null,
    ...(command === undefined ? {} : { command }),
    ...(ready === undefined ? {} : { ready }),
    ...(model === undefined ? {} : { model }),
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
  };
}
