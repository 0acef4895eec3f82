import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { get, HEADER_LENGTH, post, type Reply } from './http-client.js';
import {
  anyDraft,
  IDENTITIES,
  outputNames,
  render,
  sourceOf,
  type Draft,
  type Rendered,
} from './requests.js';
import { startModelServer, type RunningModelServer } from './start-server.js';
import { readJsonData, toBytes, type Value } from './wire.js';

const pack = { gzip: gzipSync, deflate: deflateSync };
const unpack = { gzip: gunzipSync, deflate: inflateSync };

describe('generated requests', () => {
  let server: RunningModelServer;
  beforeAll(async () => {
    server = await startModelServer([...Object.keys(IDENTITIES), 'mixed']);
  }, 60_000);
  afterAll(() => server.stop());

  const sendDraft = (draft: Draft, { json, tail, path, headers }: Rendered): Promise<Reply> => {
    const body = Buffer.concat([Buffer.from(json), tail]);
    const { requestCoding: coding } = draft;
    if (!coding) return post(`${server.url}${path}`, body, headers);
    return post(`${server.url}${path}`, pack[coding](body), { ...headers, 'Content-Encoding': coding });
  };

  it('valid ones of every type and encoding come back as they are', async () => {
    await fc.assert(
      fc.asyncProperty(anyDraft, async (draft) => {
        const reply = await sendDraft(draft, render(draft));
        expect(reply.status, reply.body.toString()).toBe(200);
        checkAnswer(draft, reply);
      }),
      { numRuns: 400 },
    );
    expect(server.isAlive()).toBe(true);
  }, 180_000);

  it('wrong ones are refused with a 4xx and an error, and the server goes on', async () => {
    const names = Object.keys(MUTATIONS);
    await fc.assert(
      fc.asyncProperty(anyDraft, fc.constantFrom(...names), fc.nat(), async (draft, name, seed) => {
        const rendered = render(draft);
        const wrong = (MUTATIONS[name] as Mutation)(rendered, seed, draft);
        fc.pre(wrong !== undefined);
        const reply = await sendDraft(draft, wrong as Rendered);
        expect([400, 404, 413, 415], `${name}: ${wrong?.json} -> ${reply.body.toString()}`).toContain(
          reply.status,
        );
        expect(reply.json).toEqual({ error: expect.stringMatching(/./) });
      }),
      { numRuns: 400 },
    );
    expect(server.isAlive()).toBe(true);
    expect((await get(`${server.url}/v2/health/ready`)).status).toBe(200);
  }, 180_000);

  it('arbitrary bytes and arbitrary JSON never end the server', async () => {
    const url = `${server.url}/v2/models/mixed/infer`;
    const body = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json({ maxDepth: 4 }));
    const headers = fc.record(
      {
        [HEADER_LENGTH]: fc.oneof(fc.nat(300).map(String), fc.string({ unit: 'grapheme-ascii' })),
        'content-encoding': fc.constantFrom('gzip', 'deflate', 'br', 'identity'),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(body, headers, async (bytes, chosen) => {
        const { status, json } = await post(url, bytes, chosen);
        expect([400, 415]).toContain(status);
        expect(json).toEqual({ error: expect.stringMatching(/./) });
      }),
      { numRuns: 200 },
    );
    expect(server.isAlive()).toBe(true);
  }, 120_000);
});

interface OutputJson {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data?: unknown;
  readonly parameters?: { readonly binary_data_size: number };
}

function checkAnswer(draft: Draft, { headers, body: sent }: Reply): void {
  const { responseCoding: coding } = draft;
  expect(headers['content-encoding']).toBe(coding);
  const body = coding ? unpack[coding](sent) : sent;
  const stated = headers[HEADER_LENGTH.toLowerCase()];
  const end = stated === undefined ? body.length : Number(stated);
  const text = body.toString('utf8', 0, end);
  const json = JSON.parse(text) as { id?: string; model_name: string; outputs: OutputJson[] };
  expect(json.id).toBe(draft.id);
  expect(json.model_name).toBe(draft.model);

  const asked = draft.outputs ?? outputNames(draft.model).map((name) => [name, undefined] as const);
  expect(json.outputs.map(({ name }) => name)).toEqual(asked.map(([name]) => name));
  // Every `data` of the text in turn: parsed, it would have lost digits.
  const texts = [
    ...text.slice(text.indexOf('"outputs":')).matchAll(/"data":(\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\])/g),
  ];
  let offset = end;
  for (const [index, [name, isBinary]] of asked.entries()) {
    const output = json.outputs[index] as OutputJson;
    const { datatype, shape, values, form } = sourceOf(draft, name);
    expect(output).toMatchObject({ datatype, shape });
    // JSON writes the negative zero of a request without its sign.
    const expected = values.map((value) => (form === 'binary' || value !== 0 ? value : 0));
    if (isBinary ?? draft.binaryOutput ?? false) {
      const bytes = toBytes(datatype, expected);
      expect(output.parameters).toEqual({ binary_data_size: bytes.length });
      expect(body.subarray(offset, (offset += bytes.length)).equals(bytes)).toBe(true);
    } else {
      const data = texts.shift()?.[1] ?? '';
      expect(readJsonData(datatype, data)).toEqual(expected.map(inJson));
    }
  }
  expect(offset).toBe(body.length);
  expect(texts).toEqual([]);
}

/** JSON has no NaN and no infinity; `Number('null')` is NaN too. */
function inJson(value: Value): Value {
  if (typeof value !== 'number') return value;
  return Number.isFinite(value) ? value + 0 : NaN;
}

/** @returns undefined where it does not apply */
type Mutation = (rendered: Rendered, seed: number, draft: Draft) => Rendered | undefined;

const replaceJson =
  (pattern: RegExp, by: string): Mutation =>
  (rendered) => {
    const json = rendered.json.replace(pattern, by);
    return json === rendered.json ? undefined : restate(rendered, json);
  };

/** The header goes along with a JSON of another length. */
function restate(rendered: Rendered, json: string): Rendered {
  const headers = { ...rendered.headers };
  if (headers[HEADER_LENGTH] !== undefined) headers[HEADER_LENGTH] = String(Buffer.byteLength(json));
  return { ...rendered, json, headers };
}

const withHeader = (rendered: Rendered, name: string, value: string): Rendered => ({
  ...rendered,
  headers: { ...rendered.headers, [name]: value },
});

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'negative dimension': replaceJson(/"shape":\[\d+/, '"shape":[-1'),
  'fractional dimension': replaceJson(/"shape":\[\d+/, '"shape":[1.5'),
  'huge dimension': replaceJson(/"shape":\[\d+/, '"shape":[9007199254740991'),
  'dimension beyond a double': replaceJson(/"shape":\[\d+/, '"shape":[1e300'),
  'dimension in words': replaceJson(/"shape":\[\d+/, '"shape":["1"'),
  'no rows': replaceJson(/"shape":\[\d+/, '"shape":[0'),
  'another rank': replaceJson(/"shape":\[/, '"shape":[1,'),
  'no shape': replaceJson(/"shape":/, '"shapes":'),
  'unknown datatype': replaceJson(/"datatype":"\w+"/, '"datatype":"FLOAT"'),
  'datatype of another kind': replaceJson(/"datatype":"\w+"/, '"datatype":7'),
  'another datatype': (rendered, _seed, { inputs }) => {
    const other = inputs[0]?.datatype === 'INT8' ? 'UINT8' : 'INT8';
    return replaceJson(/"datatype":"\w+"/, `"datatype":"${other}"`)(rendered, 0, {} as Draft);
  },
  'no input of the name': replaceJson(/"name":"\w+"/, '"name":"other"'),
  'no name': replaceJson(/"name":"\w+",/, ''),
  'no inputs': replaceJson(/"inputs":\[/, '"input":['),
  'inputs of another kind': replaceJson(/"inputs":\[.*\]/s, '"inputs":{}'),
  'an input twice': replaceJson(
    /"inputs":\[/,
    '"inputs":[{"name":"INPUT0","datatype":"BOOL","shape":[1,0],"data":[]},{"name":"text","datatype":"BYTES","shape":[1,1],"data":["a"]},',
  ),
  'id of another kind': replaceJson(/\}$/, ',"id":7}'),
  'parameters of another kind': replaceJson(/\}$/, ',"parameters":[]}'),
  'unknown output': replaceJson(/\}$/, ',"outputs":[{"name":"other"}]}'),
  'outputs of another kind': replaceJson(/\}$/, ',"outputs":{}}'),
  'output twice': (rendered, _seed, { model }) => {
    const [name] = outputNames(model);
    return replaceJson(/\}$/, `,"outputs":[{"name":"${name}"},{"name":"${name}"}]}`)(
      rendered,
      0,
      {} as Draft,
    );
  },
  classification: (rendered, _seed, { model }) => {
    const [name] = outputNames(model);
    const output = `{"name":"${name}","parameters":{"classification":3}}`;
    return replaceJson(/\}$/, `,"outputs":[${output}]}`)(rendered, 0, {} as Draft);
  },
  'binary_data_output of another kind': replaceJson(/\}$/, ',"parameters":{"binary_data_output":"yes"}}'),
  'one element more': replaceJson(/"data":\[(?=[^\]])/, '"data":[null,'),
  'no data': replaceJson(/"data":/, '"date":'),
  'data of another kind': replaceJson(/"data":\[/, '"data":{},"was":['),
  'data and binary data': replaceJson(
    /"parameters":\{"binary_data_size":/,
    '"data":[],"parameters":{"binary_data_size":',
  ),
  'binary size too small': replaceJson(/"binary_data_size":\d/, '"binary_data_size":-1'),
  'binary size too large': replaceJson(/"binary_data_size":/, '"binary_data_size":9'),
  'binary size in words': replaceJson(/"binary_data_size":(\d+)/, '"binary_data_size":"$1"'),
  'shared memory': replaceJson(/"binary_data_size":\d+/, '"shared_memory_region":"r"'),
  'a NaN': replaceJson(/"shape":\[/, '"shape":[NaN,'),
  'not JSON': replaceJson(/^\{/, '{,'),
  'an array': replaceJson(/^\{/, '['),
  'JSON cut off': (rendered, seed) =>
    restate(rendered, rendered.json.slice(0, 1 + (seed % (rendered.json.length - 1)))),
  'bytes cut off': (rendered, seed) =>
    rendered.tail.length === 0
      ? undefined
      : { ...rendered, tail: rendered.tail.subarray(0, seed % rendered.tail.length) },
  'bytes left over': (rendered) => ({ ...rendered, tail: Buffer.concat([rendered.tail, Buffer.from([1])]) }),
  'header beyond the body': (rendered) => withHeader(rendered, HEADER_LENGTH, '999999'),
  'negative header': (rendered) => withHeader(rendered, HEADER_LENGTH, '-1'),
  'header in words': (rendered) => withHeader(rendered, HEADER_LENGTH, 'all'),
  'header too short': (rendered, seed) =>
    withHeader(rendered, HEADER_LENGTH, String(1 + (seed % (Buffer.byteLength(rendered.json) - 1)))),
  'another model': (rendered) => ({
    ...rendered,
    path: rendered.path.replace('/v2/models/', '/v2/models/no-'),
  }),
  'another version': (rendered) => ({
    ...rendered,
    path: rendered.path.replace(/(\/versions\/1)?\/infer/, '/versions/7/infer'),
  }),
  'a coding that was not used': (rendered, _seed, { requestCoding }) =>
    requestCoding ? undefined : withHeader(rendered, 'Content-Encoding', 'gzip'),
  'an unknown coding': (rendered, _seed, { requestCoding }) =>
    requestCoding ? undefined : withHeader(rendered, 'Content-Encoding', 'br'),
};
