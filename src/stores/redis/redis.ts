import type { PredictionStore } from '../prediction-store.js';
import { readStoreUrl } from '../store-url.js';
import { openOverlay } from './overlay.js';
import { openReader } from './reader.js';
import { connectTables } from './tables.js';

/** One Redis hash for each prediction table. Look-ups of one moment share a message. */
export const redisStore = {
  id: 'redis',
  summary: 'one Redis hash per prediction table, in the memory of the server',
  connect: (target, { temporary = false } = {}) => connectTables(readStoreUrl('redis', target), temporary),
  open: openReader,
  openOverlay,
} as const satisfies PredictionStore;
