import type { PredictionStore } from '../prediction-store.js';
import { readStoreUrl } from '../store-url.js';
import { openOverlay } from './overlay.js';
import { openReader } from './reader.js';
import { connectTables } from './tables.js';

/** One PostgreSQL table for each prediction table. Look-ups of one moment share a message. */
export const postgresStore = {
  id: 'postgres',
  summary: 'one PostgreSQL table per prediction table, read by prepared statements',
  connect: (target, { temporary = false } = {}) => connectTables(readStoreUrl('postgres', target), temporary),
  open: openReader,
  openOverlay,
} as const satisfies PredictionStore;
