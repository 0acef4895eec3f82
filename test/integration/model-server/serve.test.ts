import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { startServebench, temporaryHome, until, type Started } from '../servebench.js';
import { get, post } from './http-client.js';

describe('serve microservice', () => {
  let home: string;
  let remove: () => void;
  let running: Started | undefined;
  beforeEach(() => ({ home, remove } = temporaryHome()));
  afterEach(async () => {
    running?.child.kill('SIGINT');
    await running?.finished;
    remove();
  });

  /** URLs by title, and a request that works. */
  const serve = async (
    ...sets: readonly string[]
  ): Promise<{ urls: Record<string, string>; body: string }> => {
    const flags = sets.flatMap((set) => ['--set', `modes.microservice.${set}`]);
    running = startServebench(home, 'serve', 'microservice', 'scenarios/quickstart.yaml', ...flags);
    await until('the curl line', () => running?.output().stdout.includes('curl') ?? false, 60_000);
    const lines = running.output().stdout.trim().split('\n');
    const urls = lines.slice(0, -1).map((line) => line.split(/\s{2,}/).toReversed() as [string, string]);
    const [, body = ''] = /-d '(.*)'$/.exec(lines.at(-1) ?? '') ?? [];
    return { urls: Object.fromEntries(urls), body };
  };
  const stop = async (): Promise<void> => {
    running?.child.kill('SIGINT');
    await running?.finished;
    running = undefined;
  };

  it('predicts the same over JSON and over binary tensors, one by one and in a batch', async () => {
    const answers: string[][] = [];
    for (const encoding of ['json', 'binary']) {
      const { urls, body } = await serve(`encoding=${encoding}`);
      expect(Object.keys(urls)).toEqual(['application', 'model server of microservice']);
      const application = urls['application'] ?? '';
      const batch = `[${[body, body, body].join(',')}]`;
      const one = await post(`${application}/predict`, body);
      const many = await post(`${application}/predict/batch`, batch);
      expect([one.status, many.status]).toEqual([200, 200]);
      answers.push([one.body.toString(), many.body.toString()]);
      await stop();
    }
    expect(answers[0]?.[0]).toContain('"source":"model"');
    expect(answers[1]).toEqual(answers[0]);
  }, 120_000);

  it('opens gRPC and a repository of models where it is asked to', async () => {
    const { urls } = await serve('grpc=true', 'repository=models', 'models=[digits]');
    expect(urls['gRPC of the model server of microservice']).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const server = urls['model server of microservice'] ?? '';
    const { json } = await post(`${server}/v2/repository/index`);
    expect(json).toMatchObject([
      { name: 'clicks', state: 'READY' },
      { name: 'digits', state: 'READY' },
      { name: 'queries', state: 'UNAVAILABLE' },
    ]);
    expect((await get(`${server}/v2/models/digits/ready`)).status).toBe(200);
  }, 120_000);
});
