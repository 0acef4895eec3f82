import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Overlay, TableSchema } from '../prediction-store.js';
import { createReadQueue } from '../read-queue.js';
import { READ_TIMEOUT_MS } from '../store-errors.js';
import { splitLocation } from '../store-location.js';
import { readStoreUrl } from '../store-url.js';
import { serverName } from './connect.js';
import { openOverlaySession, type OverlaySession } from './overlay-session.js';
import { Reopening } from './reopening.js';

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
  const sessions = new Reopening(await open(), open, `${product} at ${at}`);
  const queue = createReadQueue(() => {
    if (!sessions.up) throw sessions.down();
    return sessions.up.freeLane;
  });
  return {
    get: queue.get,
    put: async (rows) => (await sessions.current()).put(rows),
    clear: async () => {
      // Those of a lost session are found no more.
      const { up } = sessions;
      await up?.clear().catch(() => up.close());
    },
    close: async () => (await sessions.settled()).close(),
  };
}
