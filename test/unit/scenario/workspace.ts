import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../../src/core/errors.js';
import type { Scenario } from '../../../src/core/scenario.js';
import {
  loadScenario,
  loadSweep,
  type LoadedSweep,
  type LoadScenarioOptions,
} from '../../../src/scenario/load-scenario.js';

/** Stand-ins for the modes of the product: what a schema of options may contain. */
export const MODES = {
  null: z.strictObject({}),
  embedded: z.strictObject({ sessions: z.int().min(1).default(1) }),
  microservice: z.strictObject({ replicas: z.int().min(1).default(1), batching: z.boolean().default(false) }),
  precomputed: z.strictObject({
    store: z.enum(['sqlite', 'postgres']).default('sqlite'),
    url: z.string().exactOptional(),
    keys: z
      .union([z.literal('full'), z.strictObject({ top: z.int().min(1) })], {
        error: 'expected "full" or { top: N }',
      })
      .default({ top: 100 }),
  }),
  external: z.strictObject({ url: z.url() }),
};

/** A folder that is removed after the test, filled with files: path -> text. */
export async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'servebench-scenario-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** What was thrown, with the folder cut out of its texts so that they can be compared. */
export async function userErrorOf(
  promise: Promise<unknown>,
  folder = '',
): Promise<{ code: string; lines: string[]; next: string | undefined }> {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof UserError)) throw new Error('expected a UserError', { cause: thrown });
  const cut = (text: string) => (folder === '' ? text : text.replaceAll(`${folder}/`, ''));
  return {
    code: thrown.code,
    lines: cut(thrown.message).split('\n'),
    next: thrown.next === undefined ? undefined : cut(thrown.next),
  };
}

/** A scenario of three lines that is valid by itself: tests add to it from line 4 on. */
export const BASE = ['model: ../models/clicks', 'modes:', '  embedded: {}', ''].join('\n');

/** Files that BASE names, and a request log. */
const FILES = {
  'models/clicks/model.yaml': 'name: clicks\n',
  'models/bare.onnx': 'graph',
  'models/empty/train.py': '',
  'scenarios/requests.ndjson': '{}\n',
  'scenarios/requests.csv': 'a\n1\n',
  'scenarios/requests.JSONL': '{}\n',
  'scenarios/requests.txt': '',
};

type Options = Partial<LoadScenarioOptions>;

/** Loads `text` as scenarios/x.yaml. */
export async function load(text: string, options: Options = {}): Promise<Scenario> {
  const folder = await folderOf({ ...FILES, 'scenarios/x.yaml': text });
  return loadScenario(join(folder, 'scenarios/x.yaml'), { modes: MODES, ...options });
}

/** The lines of the error that loading `text` as scenarios/x.yaml ends in, without the folder. */
export async function mistakesOf(text: string, options: Options = {}): Promise<string[]> {
  const folder = await folderOf({ ...FILES, 'scenarios/x.yaml': text });
  const file = join(folder, 'scenarios/x.yaml');
  const { code, lines } = await userErrorOf(
    loadScenario(file, { modes: MODES, ...options }),
    `${folder}/scenarios`,
  );
  if (code !== 'SCENARIO_INVALID') throw new Error(`expected SCENARIO_INVALID, got ${code}`);
  return lines;
}

/** Loads `text` as a sweep. */
export async function sweepOf(text: string, options: Options = {}): Promise<LoadedSweep> {
  const folder = await folderOf({ ...FILES, 'scenarios/x.yaml': text });
  return loadSweep(join(folder, 'scenarios/x.yaml'), { modes: MODES, ...options });
}
