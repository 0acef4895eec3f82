import type { IncomingMessage, ServerResponse } from 'node:http';

import { readBytes } from '../http/read-body.js';
import { HEADER_LENGTH } from '../oip/datatypes.js';
import { announceTiming, spanOf } from '../oip/server-timing.js';
import type { RequestSpan } from '../request-span.js';
import { chooseCoding, compress, decompress } from './compression.js';
import type { Execution } from './executor.js';
import { readInferHeaders } from './infer-headers.js';
import { JSON_TYPE, send, sendError } from './respond.js';
import type { RestResponse } from './rest-response.js';
import type { ServedModel } from './served-model.js';

const BINARY_TYPE = 'application/octet-stream';

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
  const span = spanOf(request);
  const written = await model.infer(
    () => {
      const read = model.readRest(body, headers.headerLength);
      span?.lap('marshal');
      return read;
    },
    (read, execution) => {
      if (span) tellExecution(span, execution);
      const rest = model.writeRest(read, execution.outputs);
      span?.lap('marshal');
      return rest;
    },
  );
  announceTiming(response, span);
  const { versionHeader } = model;
  if (acceptEncoding !== undefined) await sendEncoded(response, written, acceptEncoding, versionHeader);
  else if (written.binary.length === 0) send(response, 200, written.json, JSON_TYPE, versionHeader);
  else sendBinary(response, written, versionHeader);
}

/** What the session knows better than the stopwatch; the rest of the time was spent between the two. */
function tellExecution(span: RequestSpan, { queueMs, inputMs, inferMs, outputMs }: Execution): void {
  span.add('queue', queueMs * 1000);
  span.add('modelRun', (inputMs + inferMs + outputMs) * 1000);
  span.lap('other');
}

function sendBinary(
  response: ServerResponse,
  { json, binary }: RestResponse,
  versionHeader: readonly string[],
): void {
  const text = Buffer.from(json);
  const more = [HEADER_LENGTH, String(text.length), ...versionHeader];
  send(response, 200, Buffer.concat([text, ...binary]), BINARY_TYPE, more);
}

async function sendEncoded(
  response: ServerResponse,
  written: RestResponse,
  acceptEncoding: string,
  versionHeader: readonly string[],
): Promise<void> {
  const { json, binary } = written;
  const coding = chooseCoding(acceptEncoding);
  if (coding === 'identity') {
    if (binary.length > 0) return sendBinary(response, written, versionHeader);
    return send(response, 200, json, JSON_TYPE, versionHeader);
  }
  const text = Buffer.from(json);
  const body = await compress(binary.length === 0 ? text : Buffer.concat([text, ...binary]), coding);
  const coded = ['content-encoding', coding, ...versionHeader];
  if (binary.length === 0) return send(response, 200, body, JSON_TYPE, coded);
  const more = [HEADER_LENGTH, String(text.length), ...coded];
  send(response, 200, body, BINARY_TYPE, more);
}
