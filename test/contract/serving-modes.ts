import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { ModelCard } from '../../src/core/model-card.js';
import type { Scenario } from '../../src/core/scenario.js';
import type { Deployment } from '../../src/serving/deployment.js';
import type { DeployContext, ModeRegistry, ServingMode } from '../../src/serving/serving-mode.js';
import { built } from '../built.js';

/** A serving mode with options, as a scenario writes them, and where its answers come from. */
export interface ModeUnderTest {
  readonly mode: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** `model` answers every request, `table` some of them, `default` none with a prediction of the model. */
  readonly source: 'model' | 'table' | 'default';
  /** Another source that answers the rest, where one does not answer them all. */
  readonly orFrom?: 'model' | 'cache';
  /** Processes of the deployment: applications and what is behind them. */
  readonly processes: number;
}

/** One line for each mode: the whole suite runs against it. */
export const MODES: Readonly<Record<string, ModeUnderTest>> = {
  null: { mode: 'null', options: {}, source: 'default', processes: 1 },
  embedded: { mode: 'embedded', options: {}, source: 'model', processes: 1 },
  'embedded in a worker': { mode: 'embedded', options: { workers: 1 }, source: 'model', processes: 1 },
  microservice: { mode: 'microservice', options: {}, source: 'model', processes: 2 },
  'microservice of 2': { mode: 'microservice', options: { replicas: 2 }, source: 'model', processes: 3 },
  precomputed: { mode: 'precomputed', options: { keys: { top: 500 } }, source: 'table', processes: 1 },
  hybrid: {
    mode: 'hybrid',
    options: { keys: { top: 500 } },
    source: 'table',
    orFrom: 'model',
    processes: 1,
  },
  'cached before a microservice': {
    mode: 'cached',
    options: { maxEntries: 50, inner: 'microservice' },
    source: 'model',
    orFrom: 'cache',
    processes: 2,
  },
  'model-as-data': { mode: 'model-as-data', options: {}, source: 'model', processes: 1 },
};

export interface Served {
  readonly deployment: Deployment;
  /** A request of the traffic. */
  readonly example: unknown;
  readonly card: ModelCard;
  readonly scenario: Scenario;
  /** Goes with everything else. */
  readonly workDir: string;
  /** Where `model-as-data` finds its models. */
  readonly artifactStoreFile: string;
  /** Ends every process and removes every file. */
  stop(): Promise<void>;
}

export interface ServeOptions {
  /** Folder of a card or path of a graph. */
  readonly model?: string;
  readonly traffic?: string;
  /** `roll-out`: to be moved to other versions, as a drill does. */
  readonly purpose?: DeployContext['purpose'];
  /** Called before anything is stood up. */
  readonly before?: (artifactStoreFile: string) => Promise<void> | void;
}

const TRAFFIC = '{ generator: zipf, skew: 0.99, requests: 400, unseen: 0.1, history: 3000 }';

/** Stands a mode up in real processes, as `servebench serve` does. */
export async function serve(
  { mode, options }: Pick<ModeUnderTest, 'mode' | 'options'>,
  { model = 'models/clicks', traffic = TRAFFIC, purpose = 'serve', before }: ServeOptions = {},
): Promise<Served> {
  const [{ serveMode }, { modes, modeSchemas }, { createProcessGroup }, { loadScenario }, { loadModel }] =
    await Promise.all([
      built<typeof import('../../src/bench/serve-mode.js')>('bench/serve-mode.js'),
      built<typeof import('../../src/wiring.js')>('wiring.js'),
      built<typeof import('../../src/processes/process-group.js')>('processes/process-group.js'),
      built<typeof import('../../src/scenario/load-scenario.js')>('scenario/load-scenario.js'),
      built<typeof import('../../src/bench/load-model.js')>('bench/load-model.js'),
    ]);
  const workDir = await mkdtemp(join(tmpdir(), 'servebench-modes-'));
  const file = join(workDir, 'scenario.yaml');
  const entry = `subject: ${JSON.stringify({ mode, ...options })}`;
  await writeFile(file, `model: ${resolve(model)}\ntraffic: ${traffic}\nmodes: { ${entry} }\n`);
  const scenario = await loadScenario(file, { modes: await modeSchemas() });
  const [subject] = scenario.modes;
  if (!subject) throw new Error('the scenario has no mode');
  const card = await loadModel(scenario.model);
  const processes = createProcessGroup();
  const artifactStoreFile = join(workDir, 'artifacts.db');
  const stop = async (): Promise<void> => {
    await processes.stopAll();
    await rm(workDir, { recursive: true, force: true });
  };
  try {
    await before?.(artifactStoreFile);
    const tablesDir = join(workDir, 'published');
    const { deploy, ...rest } = await (modes[mode] as () => Promise<ServingMode>)();
    const subjects: ModeRegistry = {
      ...modes,
      [mode]: () => ({ ...rest, deploy: (context, ...more) => deploy({ ...context, purpose }, ...more) }),
    };
    const settings = { modes: subjects, processes, workDir, tablesDir, artifactStoreFile, port: 0 };
    const { deployment, example } = await serveMode(subject, card, scenario, settings);
    return { deployment, example, card, scenario, workDir, artifactStoreFile, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
