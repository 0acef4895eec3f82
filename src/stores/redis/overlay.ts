import { randomBytes } from 'node:crypto';

import type { StoreAccess } from '../../core/predictor-spec.js';
import type { Key, Overlay, TableSchema, Value } from '../prediction-store.js';
import { createReadQueue } from '../read-queue.js';
import { READ_TIMEOUT_MS } from '../store-errors.js';
import { splitLocation } from '../store-location.js';
import { readStoreUrl } from '../store-url.js';
import { explainCommand, openConnection, serverName } from './connect.js';
import { decodeValue, encodeKey, encodeValue } from './encode-row.js';
import { builderName, namesUnder } from './keys.js';
import { removeDraft, runAll, sweep } from './registry.js';

/** A draft of this connection: where its process is killed, whoever connects next removes it. */
export async function openOverlay(
  location: string,
  schema: TableSchema,
  access: StoreAccess = {},
): Promise<Overlay> {
  const address = readStoreUrl('redis', splitLocation(location).url, access.password);
  const builder = builderName(randomBytes(8).toString('hex'));
  const timeoutMs = access.timeoutMs ?? READ_TIMEOUT_MS;
  const redis = await openConnection(address, { name: builder, timeoutMs, comesBack: true });
  const names = namesUnder(address.parameters['prefix']);
  const draft = names.draft(randomBytes(8).toString('hex'));
  try {
    // Of an application that was killed, and is started again.
    await sweep(redis, names);
    await redis.hset(names.drafts, draft, builder);
  } catch (error) {
    redis.disconnect();
    throw explainCommand(error, serverName(address));
  }
  const lane = {
    read: async (keys: readonly Key[]) => {
      const fields = await redis.hmgetBuffer(draft, ...keys.map(encodeKey));
      return fields.map((field) => (field ? decodeValue(field, schema) : undefined));
    },
  };
  return {
    get: createReadQueue(() => lane).get,
    put: async ({ keys, values }) => {
      const row = (key: Key, index: number): (string | Buffer)[] => [
        encodeKey(key),
        encodeValue(values[index] as Value),
      ];
      // Registered again: whoever connected while this connection was lost has taken it for left behind.
      await runAll(
        redis
          .multi()
          .hset(names.drafts, draft, builder)
          .hset(draft, ...Array.from(keys).flatMap(row)),
      );
    },
    clear: async () => {
      await redis.unlink(draft);
    },
    close: async () => {
      try {
        await removeDraft(redis, names, draft);
      } catch {
        // The server has gone: whoever connects next removes it.
      } finally {
        redis.disconnect();
      }
    },
  };
}
