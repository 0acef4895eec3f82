import type { RequestListener, ServerResponse } from 'node:http';

import type { ModelCard } from '../../core/model-card.js';
import type { ModelSession } from '../../inference/session.js';
import { BodyTooLargeError, readBody } from '../http/read-body.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import { announceTiming, spanOf } from '../oip/server-timing.js';
import { createInference, OipError } from './inference.js';

const MAX_BODY_BYTES = 64 * 1024 * 1024;
const MODEL_PATH =
  /^\/v2\/models\/(?<name>[^/]+)(?:\/versions\/(?<version>[^/]+))?(?:\/(?<action>ready|infer))?$/;

/** Version under which a model file is served; the protocol wants one, a file has none. */
const VERSION = '1';

/** REST endpoints of the Open Inference Protocol (KServe V2) for one model. Errors: HTTP status and `{"error"}`. */
export function createModelServer(card: ModelCard, session: ModelSession): RequestListener {
  const infer = createInference(card, session, VERSION);
  const metadata = JSON.stringify({
    name: card.name,
    versions: [VERSION],
    platform: 'onnxruntime_onnx',
    inputs: card.inputs.map((input) => tensorMetadata(input)),
    outputs: card.outputs.map((output) => tensorMetadata(output)),
  });
  const serverMetadata = JSON.stringify({ name: 'servebench', version: VERSION, extensions: [] });
  const inferPath = `/v2/models/${encodeURIComponent(card.name)}/infer`;

  const handleInfer: RequestListener = (request, response) => {
    const onError = (error: unknown): void => sendError(response, error);
    const onText = (text: string): void => {
      const span = spanOf(request);
      infer(text, span).then((body) => {
        announceTiming(response, span);
        send(response, 200, body);
      }, onError);
    };
    readBody(request, MAX_BODY_BYTES, onText, onError);
  };

  return (request, response) => {
    if (request.url === inferPath && request.method === 'POST') return handleInfer(request, response);
    const path = request.url?.split('?', 1)[0] ?? '';
    const model = MODEL_PATH.exec(path)?.groups;
    if (model?.['action'] === 'infer' && request.method === 'POST' && isServed(model)) {
      return handleInfer(request, response);
    }
    request.resume();
    if (path === '/v2/health/live') return send(response, 200, '{"live":true}');
    if (path === '/v2/health/ready') return send(response, 200, '{"ready":true}');
    if (path === '/v2') return send(response, 200, serverMetadata);
    if (!model) return sendError(response, new OipError(404, `no such endpoint: ${path}`));
    if (!isServed(model)) return sendError(response, unknownModel(model));
    if (model['action'] === 'ready')
      return send(response, 200, `{"name":${JSON.stringify(card.name)},"ready":true}`);
    if (model['action'] === 'infer') return sendError(response, new OipError(405, 'send a POST to infer'));
    send(response, 200, metadata);
  };

  function isServed({ name, version }: Partial<Record<string, string>>): boolean {
    return (
      name !== undefined && safeDecode(name) === card.name && (version === undefined || version === VERSION)
    );
  }
}

function unknownModel({ name, version }: Partial<Record<string, string>>): OipError {
  const at = version === undefined ? '' : ` version '${version}'`;
  return new OipError(404, `Request for unknown model: '${safeDecode(name ?? '')}'${at} is not found`);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function tensorMetadata(tensor: ModelCard['inputs'][number]): unknown {
  // The protocol writes an open dimension as -1.
  const shape = tensor.shape.map((dimension) => (typeof dimension === 'string' ? -1 : dimension));
  return { name: tensor.name, datatype: OIP_DATATYPES[tensor.type], shape };
}

function sendError(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof OipError ? error.status : error instanceof BodyTooLargeError ? 413 : 500;
  send(response, status, JSON.stringify({ error: message }));
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.headersSent) return;
  response.writeHead(status, [
    'content-type',
    'application/json',
    'content-length',
    String(Buffer.byteLength(body)),
  ]);
  response.end(body);
}
