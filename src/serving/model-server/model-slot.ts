import type { Batching } from '../../core/batching.js';
import { errorRecord } from '../../core/errors.js';
import type { ModelCard } from '../../core/model-card.js';
import { openTensorSession } from '../../inference/tensor-session.js';
import { OipError, unknownModel } from './oip-error.js';
import { createServedModel, MODEL_VERSION, type ServedModel } from './served-model.js';
import { createStatistics } from './statistics.js';

/** A model as the repository extension lists it. */
export interface IndexEntry {
  readonly name: string;
  readonly version: string;
  readonly state: 'READY' | 'LOADING' | 'UNLOADING' | 'UNAVAILABLE';
  readonly reason: string;
}

const UNLOADED = 'unloaded';

/** The place of one model in a server: what is loaded there now, and how it changes. */
export interface ModelSlot {
  entry(): IndexEntry;
  /** The model, where it answers now. */
  served(): ServedModel | undefined;
  /** False while the model is loaded for the first time, and after it could not be. */
  isSettled(): boolean;
  /** @throws OipError 404 where the model is not loaded, 503 while it is being loaded or unloaded */
  find(): ServedModel;
  /**
   * Resolves when the model answers from the file as it is now. One that is loaded answers from the old file until then.
   *
   * @throws UserError where the file is not the card's graph; a model that was loaded goes on
   */
  load(card: ModelCard): Promise<void>;
  /** Refuses new requests at once; resolves when the last one was answered. */
  unload(): Promise<void>;
}

/** @param publish told of the model that answers from now on, or that none does */
export function createModelSlot(
  name: string,
  batching: Batching | null,
  publish: (model: ServedModel | undefined) => void,
): ModelSlot {
  const statistics = createStatistics();
  let model: ServedModel | undefined;
  let state: IndexEntry['state'] = 'UNAVAILABLE';
  let reason = '';
  // Loads and unloads follow each other.
  let turn: Promise<unknown> = Promise.resolve();

  const change = (to: IndexEntry['state'], next: ServedModel | undefined, why = ''): void => {
    if (next !== model) publish(next);
    [state, model, reason] = [to, next, why];
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  const load = async (card: ModelCard): Promise<void> => {
    if (!model) change('LOADING', undefined);
    try {
      const session = await openTensorSession(card, card.file);
      const previous = model;
      change('READY', createServedModel(card, session, statistics, batching));
      await previous?.close();
    } catch (error) {
      if (!model) change('UNAVAILABLE', undefined, errorRecord(error).message);
      throw error;
    }
  };

  return {
    entry: () => ({ name, version: MODEL_VERSION, state, reason }),
    served: () => model,
    isSettled: () => model !== undefined || reason === UNLOADED,
    find: () => {
      if (model) return model;
      if (state === 'UNAVAILABLE') throw unknownModel(`'${name}' has no available versions`);
      throw new OipError(
        503,
        `Request for unknown model: '${name}' version ${MODEL_VERSION} is not at ready state`,
      );
    },
    load: (card) => inTurn(() => load(card)),
    unload: () =>
      inTurn(async () => {
        const previous = model;
        if (!previous) return;
        change('UNLOADING', undefined);
        await previous.close();
        change('UNAVAILABLE', undefined, UNLOADED);
      }),
  };
}
