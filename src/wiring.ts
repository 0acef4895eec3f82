import { UserError } from './core/errors.js';
import type { TablePointer, TableRef } from './core/predictor-spec.js';
import type { StartRole } from './processes/run-role.js';
import type { PredictorRegistry } from './serving/predictor.js';
import type { ModeSchemas } from './scenario/modes-section.js';
import type { ModeRegistry } from './serving/serving-mode.js';
import type { PredictionStore, Reader, TableSchema } from './stores/prediction-store.js';
import type { PointerWatch } from './stores/watch-pointer.js';

/*
 * The only file that names every plug-in. Each is a loader: a process holds in memory only what it uses, because the
 * memory of a mode is one of the things that are measured.
 */

export const modes = {
  null: async () => (await import('./serving/null/mode.js')).nullMode,
  embedded: async () => (await import('./serving/embedded/mode.js')).embeddedMode,
  microservice: async () => (await import('./serving/microservice/mode.js')).microserviceMode,
  precomputed: async () => (await import('./serving/precomputed/mode.js')).precomputedMode,
  hybrid: async () => (await import('./serving/precomputed/mode.js')).hybridMode,
  cached: async () => (await import('./serving/cached/mode.js')).cachedMode,
  'model-as-data': async () => (await import('./serving/model-as-data/mode.js')).modelAsDataMode,
  external: async () => (await import('./serving/external/mode.js')).externalMode,
} as ModeRegistry;

const predictors: PredictorRegistry = {
  constant: async () => (await import('./serving/null/constant-predictor.js')).buildConstantPredictor,
  session: async () => (await import('./serving/embedded/session-predictor.js')).buildSessionPredictor,
  remote: async () => (await import('./serving/microservice/remote-predictor.js')).buildRemotePredictor,
  table: async () => (await import('./serving/precomputed/table-predictor.js')).buildTablePredictor,
  models: async () => (await import('./serving/models-predictor.js')).buildModelsPredictor,
  cache: async () => (await import('./serving/cached/cache-predictor.js')).buildCachePredictor,
  artifact: async () =>
    (await import('./serving/model-as-data/artifact-predictor.js')).buildArtifactPredictor,
};

const stores: Readonly<Record<string, () => Promise<PredictionStore>>> = {
  sqlite: async () => (await import('./stores/sqlite/sqlite.js')).sqliteStore,
  postgres: async () => (await import('./stores/postgres/postgres.js')).postgresStore,
  redis: async () => (await import('./stores/redis/redis.js')).redisStore,
};

export async function openStore(id: string): Promise<PredictionStore> {
  const load = stores[id];
  if (!load)
    throw new UserError('STORE_UNKNOWN', `unknown store "${id}"`, `known: ${Object.keys(stores).join(', ')}`);
  return load();
}

async function openTable({ store, location, access }: TableRef): Promise<Reader> {
  return (await openStore(store)).open(location, access);
}

/** What a child process of ours can be. */
const roles: Readonly<Record<string, () => Promise<StartRole>>> = {
  application: async () => {
    const { startApplication } = await import('./serving/application/role.js');
    const { watchPointer } = await import('./stores/watch-pointer.js');
    const plugins = {
      predictors,
      openTable,
      openOverlay: async ({ store, location, access }: TableRef, schema: TableSchema) =>
        (await openStore(store)).openOverlay(location, schema, access),
      watchPointer: async (pointer: TablePointer, watch: PointerWatch) =>
        watchPointer(await openStore(pointer.store), pointer, watch),
    };
    return (spec) => startApplication(spec, plugins);
  },
  'model-server': async () => (await import('./serving/model-server/role.js')).startModelServer,
  command: async () => (await import('./processes/command.js')).startCommand,
  hold: async () => (await import('./processes/hold.js')).startHold,
  load: async () => (await import('./load/role.js')).startLoad,
  probe: async () => (await import('./load/ping/role.js')).startProbe,
  precompute: async () => {
    const { startPrecompute } = await import('./precompute/role.js');
    return (spec) => startPrecompute(spec, openStore);
  },
  survey: async () => {
    const { startSurvey } = await import('./precompute/survey-role.js');
    return (spec) => startSurvey(spec, openStore);
  },
  coverage: async () => {
    const { startCoverage } = await import('./precompute/curve/role.js');
    return (spec) => startCoverage(spec, openStore);
  },
  'session-memory': async () => (await import('./precompute/session-memory-role.js')).startSessionMemory,
  checks: async () => (await import('./checks/role.js')).startChecks,
  'canary-server': async () => (await import('./canary/server-role.js')).startCanaryServer,
  'canary-client': async () => (await import('./canary/client-role.js')).startCanaryClient,
};

/** @returns how to start the role. */
export async function loadRole(role: string): Promise<StartRole> {
  const load = roles[role];
  if (!load) throw new Error(`no role "${role}"`);
  return load();
}

/** Schemas of the modes' options, for the scenario loader. */
export async function modeSchemas(): Promise<ModeSchemas> {
  const { schemasOf } = await import('./serving/inner-options.js');
  const loaded = await Promise.all(
    Object.entries(modes).map(async ([id, load]) => [id, await load()] as const),
  );
  return schemasOf(Object.fromEntries(loaded));
}
