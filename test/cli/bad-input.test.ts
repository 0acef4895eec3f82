import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { servebench, temporaryHome } from '../integration/servebench.js';

describe('bad input gets one clear error and exit code 2', () => {
  const { home, remove } = temporaryHome();
  const models = resolve('models');
  const write = (name: string, text: string | Uint8Array): string => {
    const file = join(home, name);
    writeFileSync(file, text);
    return file;
  };
  const scenario = (name: string, lines: string): string => write(name, `model: ${models}/clicks\n${lines}`);

  beforeAll(() => mkdirSync(home, { recursive: true }));
  afterAll(remove);

  const refused = async (args: readonly string[], ...words: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await servebench(home, ...args);
    expect(code, stderr).toBe(2);
    expect(stdout).toBe('');
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/^\s+at /m);
  };

  it('for an unknown mode, option or flag', async () => {
    const file = scenario('mode.yaml', 'modes: { microservise: {}, embedded: { wokers: 1 } }\n');
    await refused(['run', file], 'mode.yaml:2', 'did you mean "microservice"', 'did you mean "workers"');
    await refused(['run', '--repeat', '1'], '--repeat');
  });

  it('for YAML that is none', async () => {
    await refused(['run', write('syntax.yaml', 'model: [\nmodes: {')], 'syntax.yaml:');
  });

  it('for a model that is missing, truncated, or not the one of its card', async () => {
    await refused(['run', write('gone.yaml', 'model: nowhere\nmodes: { embedded: {} }\n')], 'nowhere');
    const graph = readFileSync(join(models, 'clicks', 'model.onnx'));
    write('short.onnx', graph.subarray(0, 1000));
    await refused(
      ['run', write('short.yaml', 'model: short.onnx\nmodes: { embedded: {} }\n')],
      'short.onnx',
      'not a usable ONNX model',
    );
    mkdirSync(join(home, 'changed', 'vocabulary'), { recursive: true });
    for (const name of ['model.yaml', 'vocabulary/campaign.txt']) {
      write(join('changed', name), readFileSync(join(models, 'clicks', name)));
    }
    write('changed/model.onnx', graph.subarray(0, graph.length - 1));
    await refused(['models', 'verify', join(home, 'changed')], 'SHA-256');
  });

  it('for a request log with a broken line or a missing feature', async () => {
    const good = '{"country":"US","device":"phone","hour":1,"campaign":"c001","placement":"p"}';
    const log = (name: string, line: string): string => {
      write(`${name}.ndjson`, `${Array(8).fill(good).join('\n')}\n${line}\n${good}\n`);
      return scenario(
        `${name}.yaml`,
        `traffic: { log: ${name}.ndjson, split: 0.5 }\nmodes: { embedded: {} }\n`,
      );
    };
    await refused(['run', log('broken', '{"country":')], 'broken.ndjson:9');
    await refused(['run', log('lacking', '{"country":"US"}')], 'lacking.ndjson:9', 'device');
  });

  it('for a port in use and a state directory that is none', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as AddressInfo;
    await refused(['serve', 'null', '--port', String(port)], `port ${port} is in use`);
    server.close();
    const file = write('not-a-folder', '');
    const { code, stderr } = await servebench(join(file, 'state'), 'runs', 'list');
    expect(code).toBe(2);
    expect(stderr).toContain('SERVEBENCH_HOME');
  });

  it('for an output that cannot be written, before anything runs', async () => {
    await refused(['run', '--output', join(home, 'no', 'such', 'folder.json')], 'cannot write');
    await refused(['run', '--output', 'result.docx'], '.docx');
  });
});
