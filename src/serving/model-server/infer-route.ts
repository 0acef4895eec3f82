import type { IncomingMessage, ServerResponse } from 'node:http';

import { readBytes } from '../http/read-body.js';
import { HEADER_LENGTH } from '../oip/datatypes.js';
import { chooseCoding, compress, decompress } from './compression.js';
import { readInferHeaders, type InferHeaders } from './infer-headers.js';
import { send, sendError } from './respond.js';
import type { RestResponse } from './rest-response.js';
import type { ServedModel } from './served-model.js';

/** Most bytes of a request, as it is sent and as it is unpacked. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/**
 * Answers `POST .../infer`.
 *
 * @param find the model; asked when the body is there, because models come and go while bodies arrive
 */
export function handleInfer(
  request: IncomingMessage,
  response: ServerResponse,
  find: () => ServedModel,
): void {
  const onError = (error: unknown): void => sendError(response, error);
  const onBytes = (bytes: Buffer): void => {
    answer(bytes, request, response, find).catch(onError);
  };
  readBytes(request, MAX_BODY_BYTES, onBytes, onError);
}

async function answer(
  bytes: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
  find: () => ServedModel,
): Promise<void> {
  const headers = readInferHeaders(request.rawHeaders);
  const { contentEncoding, acceptEncoding } = headers;
  const body =
    contentEncoding === undefined ? bytes : await decompress(bytes, contentEncoding, MAX_BODY_BYTES);
  const model = find();
  const written = await model.infer(
    () => model.readRest(body, headers.headerLength),
    (read, { outputs }) => model.writeRest(read, outputs),
  );
  if (acceptEncoding === undefined && written.binary.length === 0) send(response, 200, written.json);
  else await sendEncoded(response, written, headers);
}

async function sendEncoded(
  response: ServerResponse,
  { json, binary }: RestResponse,
  { acceptEncoding = '' }: InferHeaders,
): Promise<void> {
  const text = Buffer.from(json);
  const hasBinary = binary.length > 0;
  const body = hasBinary ? Buffer.concat([text, ...binary]) : text;
  const contentType = hasBinary ? 'application/octet-stream' : 'application/json';
  const more = hasBinary ? [HEADER_LENGTH, String(text.length)] : [];
  const coding = chooseCoding(acceptEncoding);
  if (coding === 'identity') return send(response, 200, body, contentType, more);
  send(response, 200, await compress(body, coding), contentType, [...more, 'content-encoding', coding]);
}
