import { fileURLToPath } from 'node:url';

import { Client, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

import { sliceRow, stackRows } from '../../dist/inference/stack-rows.js';
import { createBalancer } from '../../dist/serving/microservice/balancer.js';
import { createBinaryCodec } from '../../dist/serving/microservice/oip-binary-codec.js';
import { createJsonCodec } from '../../dist/serving/microservice/oip-json-codec.js';
import { OIP_DATATYPES } from '../../dist/serving/oip/datatypes.js';
import { readTensorBytes, writeTensorBytes } from '../../dist/serving/oip/tensor-bytes.js';

const PROTO = fileURLToPath(new URL('../../src/serving/model-server/grpc/inference.proto', import.meta.url));

/** Clients of a model server, alike but for how tensors travel: encoded rows in, predictions out. */
export const TENSOR_CLIENTS = {
  json: (card, { url }) => restClient(card, url, createJsonCodec(card)),
  binary: (card, { url }) => restClient(card, url, createBinaryCodec(card)),
  grpc: (card, { grpcUrl }) => grpcClient(card, grpcUrl),
};

function restClient(card, url, codec) {
  const balancer = createBalancer([url], {
    timeoutMs: 10_000,
    breaker: null,
    headers: {},
    healthPath: undefined,
  });
  const path = `/v2/models/${card.name}/infer`;
  return {
    infer: async (rows) => {
      const response = await balancer.post(path, codec.request(rows));
      if (response.status !== 200) throw new Error(response.body.toString());
      return codec.response(response, rows.length);
    },
    close: () => balancer.close(),
  };
}

/** Raw contents both ways, as Triton's own clients send them. */
function grpcClient(card, url) {
  const options = { keepCase: true, longs: Number, defaults: true };
  const { inference } = loadPackageDefinition(loadSync(PROTO, options));
  const client = new inference.GRPCInferenceService(url.replace('http://', ''), credentials.createInsecure());
  const call = (request) =>
    new Promise((resolve, reject) => {
      client.ModelInfer(request, (error, response) => (error ? reject(error) : resolve(response)));
    });
  return {
    infer: async (rows) => {
      const tensors = card.inputs.map(({ name, type, shape }, index) => {
        const sizes = [rows.length, ...shape.slice(1)];
        const elements = stackRows(
          type,
          rows,
          index,
          sizes.reduce((product, size) => product * size, 1),
        );
        return { name, datatype: OIP_DATATYPES[type], shape: sizes, bytes: writeTensorBytes(type, elements) };
      });
      const response = await call({
        model_name: card.name,
        inputs: tensors.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
        raw_input_contents: tensors.map(({ bytes }) => bytes),
      });
      const columns = card.outputs.map(({ type }, index) => {
        const count = response.outputs[index].shape.reduce((product, size) => product * size, 1);
        const elements = readTensorBytes(type, response.raw_output_contents[index], count);
        return { type, elements, width: count / rows.length };
      });
      return rows.map((_, row) =>
        columns.map(({ type, elements, width }) => sliceRow(type, elements, row * width, width)),
      );
    },
    close: async () => Client.prototype.close.call(client),
  };
}
