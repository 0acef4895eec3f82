import type { Batching } from '../../core/batching.js';
import type { ModelCard } from '../../core/model-card.js';
import { errorRecord, UserError } from '../../core/errors.js';
import type { GoldenRow } from '../../core/predictor-spec.js';
import { checkGoldenFile } from '../../inference/golden-check.js';
import { createModelSlot, type IndexEntry, type ModelSlot } from './model-slot.js';
import { OipError, unknownModel } from './oip-error.js';
import { listRepository, readRepositoryCard } from './repository-folder.js';
import { MODEL_VERSION, type ServedModel } from './served-model.js';

/** The models of one server: loaded, unloaded and looked up by name. NOT aware of: HTTP, gRPC, tensors. */
export interface Repository {
  /** Models that answer now, by the exact paths at which they are asked to infer. */
  readonly inferPaths: ReadonlyMap<string, ServedModel>;
  /** Models that answer now. */
  served(): readonly ServedModel[];
  /** @throws OipError 404 for an unknown model or version, 503 for one that is being loaded or unloaded */
  find(name: string, version?: string): ServedModel;
  isReady(name: string, version?: string): boolean;
  /** False while a model is being loaded, or after one could not be. */
  allReady(): boolean;
  index(onlyReady: boolean): Promise<readonly IndexEntry[]>;
  /** Resolves when the model answers. One that is loaded is read again. @throws OipError 404 or 400 */
  load(name: string): Promise<void>;
  /**
   * From now on this is the model of its name; what is loaded answers until the next `load`, which refuses the new one
   * where it does not give the known answers.
   */
  offer(card: ModelCard, golden: readonly GoldenRow[]): void;
  /** Resolves when the last request that was taken has been answered. @throws OipError 404 */
  unload(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface RepositorySpec {
  /** Cards of models that are known from the start, and loaded. */
  readonly models: readonly ModelCard[];
  /** Folder of further models: folders with a card, and .onnx files. */
  readonly folder: string | undefined;
  /** Names of models in the folder that are loaded at the start. */
  readonly preload: readonly string[];
  /** How the requests to one model are run together; null runs each by itself. */
  readonly batching: Batching | null;
}

/** Opens a repository with its first models loaded. @throws UserError where one of them is missing or not usable */
export async function openRepository(spec: RepositorySpec): Promise<Repository> {
  const { models, folder, preload, batching } = spec;
  const given = new Map(models.map((card) => [card.name, card]));
  /** Answers that offered models must give. */
  const goldenOf = new Map<string, readonly GoldenRow[]>();
  const slots = new Map<string, ModelSlot>();
  const inferPaths = new Map<string, ServedModel>();

  const slotOf = (name: string): ModelSlot => {
    let slot = slots.get(name);
    if (!slot) {
      slot = createModelSlot(name, batching, (model) => {
        for (const path of inferPathsOf(name)) {
          if (model) inferPaths.set(path, model);
          else inferPaths.delete(path);
        }
      });
      slots.set(name, slot);
    }
    return slot;
  };
  const listFolder = (): ReturnType<typeof listRepository> =>
    folder === undefined ? Promise.resolve([]) : listRepository(folder);
  const findCard = async (name: string): Promise<ModelCard | undefined> => {
    const entry = given.has(name) ? undefined : (await listFolder()).find((listed) => listed.name === name);
    return entry ? readRepositoryCard(entry) : given.get(name);
  };

  for (const card of models) await slotOf(card.name).load(card);
  for (const name of preload) {
    const card = await findCard(name);
    if (!card) {
      throw new UserError(
        'MODEL_UNKNOWN',
        `there is no model "${name}" in the repository ${folder ?? 'of the model server'}`,
        `it has: ${(await listFolder()).map((entry) => entry.name).join(', ') || 'none'}`,
      );
    }
    if (!given.has(name)) await slotOf(name).load(card);
  }

  return {
    inferPaths,
    served: () => [...slots.values()].flatMap((slot) => slot.served() ?? []),
    find: (name, version) => {
      const slot = slots.get(name);
      if (!slot) throw unknownModel(`'${name}' is not found`);
      if (version !== undefined && version !== MODEL_VERSION)
        throw unknownModel(`'${name}' version ${version} is not found`);
      return slot.find();
    },
    isReady: (name, version) =>
      slots.get(name)?.served() !== undefined && (version === undefined || version === MODEL_VERSION),
    allReady: () => [...slots.values()].every((slot) => slot.isSettled()),
    index: async (onlyReady) => {
      const known = [...slots.values()].map((slot) => slot.entry());
      const others = (await listFolder()).filter(({ name }) => !slots.has(name));
      const entries = [...known, ...others.map(({ name }) => ({ name, ...NOT_LOADED }))];
      return onlyReady ? entries.filter(({ state }) => state === 'READY') : entries;
    },
    load: async (name) => {
      try {
        const card = await findCard(name);
        if (!card) throw new OipError(404, 'there is no such model in the repository');
        // A file that was exchanged since its card was read may hold another graph.
        const { checkCardAgainstGraph } = await import('../../inference/bare-model.js');
        await checkCardAgainstGraph(card);
        await checkGoldenFile(card, goldenOf.get(name) ?? []);
        await slotOf(name).load(card);
      } catch (error) {
        const status = error instanceof OipError ? error.status : 400;
        throw new OipError(status, `failed to load '${name}', ${errorRecord(error).message}`);
      }
    },
    offer: (card, golden) => {
      given.set(card.name, card);
      goldenOf.set(card.name, golden);
    },
    unload: async (name) => {
      const slot = slots.get(name);
      if (!slot) throw new OipError(404, `failed to unload '${name}', it was never loaded`);
      await slot.unload();
    },
    close: async () => {
      await Promise.all([...slots.values()].map((slot) => slot.unload()));
    },
  };
}

const NOT_LOADED = { version: MODEL_VERSION, state: 'UNAVAILABLE', reason: 'not loaded' } as const;

function inferPathsOf(name: string): readonly string[] {
  const path = `/v2/models/${encodeURIComponent(name)}`;
  return [`${path}/infer`, `${path}/versions/${MODEL_VERSION}/infer`];
}
