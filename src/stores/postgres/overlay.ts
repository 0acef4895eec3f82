import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Overlay, TableSchema } from '../prediction-store.js';
import { createReadQueue } from '../read-queue.js';
import { backOffMs, READ_TIMEOUT_MS, StoreReadError } from '../store-errors.js';
import { splitLocation } from '../store-location.js';
import { readStoreUrl } from '../store-url.js';
import { serverName } from './connect.js';
import { openOverlaySession, type OverlaySession } from './overlay-session.js';

/**
 * Rows of a session. A server that goes away takes them with it; the first rows that are written after it has come back
 * begin another session, without them.
 */
export async function openOverlay(
  location: string,
  schema: TableSchema,
  access: StoreAccess = {},
): Promise<Overlay> {
  const address = readStoreUrl('postgres', splitLocation(location).url, access.password);
  const { product, address: at } = serverName(address);
  const open = (): Promise<OverlaySession> =>
    openOverlaySession(address, schema, access.timeoutMs ?? READ_TIMEOUT_MS);
  let session = await open();
  let opening: Promise<OverlaySession> | undefined;
  let attempts = 0;
  let notBeforeMs = 0;

  const down = (): StoreReadError => new StoreReadError('STORE_DOWN', `no connection to ${product} at ${at}`);
  const again = async (): Promise<OverlaySession> => {
    if (performance.now() < notBeforeMs) throw down();
    try {
      session = await open();
      attempts = 0;
      return session;
    } catch (error) {
      notBeforeMs = performance.now() + backOffMs(++attempts);
      throw error;
    } finally {
      opening = undefined;
    }
  };
  const current = (): OverlaySession | Promise<OverlaySession> =>
    session.isUp ? session : (opening ??= again());
  const queue = createReadQueue(() => {
    if (!session.isUp) throw down();
    return session.freeLane;
  });

  return {
    get: queue.get,
    put: async (rows) => (await current()).put(rows),
    clear: async () => {
      // Those of a lost session are found no more.
      if (session.isUp) await session.clear().catch(() => session.close());
    },
    close: async () => {
      await opening?.catch(() => undefined);
      await session.close();
    },
  };
}
