import { UserError } from '../core/errors.js';
import type { TablePointer } from '../core/predictor-spec.js';
import type { PredictionStore, Tables } from './prediction-store.js';

/** An application is quiet when idle. */
const LOOK_MS = 1000;

/** What is to be done as a pointer moves. */
export interface PointerWatch {
  /** The pointer has moved to this location since the watch began. There is no other look until it has resolved. */
  readonly onMove: (location: string) => Promise<void>;
  /** A look failed, or `onMove` did; the watch goes on. */
  readonly onError: (error: unknown) => void;
}

/**
 * Looks once a second where the pointer is, beside the request path. A table that was refused is not tried again; one
 * that could not be read for now is. A connection that was lost is made anew.
 *
 * @returns what ends the watch
 */
export async function watchPointer(
  store: PredictionStore,
  { target, name }: TablePointer,
  { onMove, onError }: PointerWatch,
): Promise<() => Promise<void>> {
  let seen: string | undefined;
  let hasBegun = false;
  let isClosed = false;
  let tables: Tables | undefined;
  let looking: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    const open = tables;
    tables = undefined;
    await open?.close();
  };
  const look = async (): Promise<void> => {
    try {
      tables ??= await store.connect(target);
      const location = await tables.pointer(name);
      const before = seen;
      seen = location;
      if (!hasBegun) return void (hasBegun = true);
      if (location === undefined || location === before) return;
      await onMove(location).catch((error: unknown) => {
        if (!(error instanceof UserError)) seen = before;
        throw error;
      });
    } catch (error) {
      onError(error);
      if (!(error instanceof UserError)) await close().catch(onError);
    }
  };
  const wait = (): NodeJS.Timeout =>
    setTimeout(() => {
      looking = look().finally(() => {
        if (!isClosed) timer = wait();
      });
    }, LOOK_MS).unref();
  await look();
  let timer = wait();

  return async () => {
    isClosed = true;
    clearTimeout(timer);
    await looking;
    await close();
  };
}
