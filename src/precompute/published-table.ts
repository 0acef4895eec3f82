import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { StoreAccess } from '../core/predictor-spec.js';
import type { TableManifest } from '../core/table-manifest.js';
import type { PredictionStore, Reader, StoreServer, TableInfo, Tables } from '../stores/prediction-store.js';
import { withoutPassword } from '../stores/store-password.js';
import { readManifest, writeManifest } from './manifest.js';
import { checkTable } from './check-table.js';
import { hasSameValues, isSameTable, type Metadata } from './table-identity.js';
import { leasedTables } from './table-leases.js';

/** A table that somebody published under a name. */
export interface PublishedRequest {
  readonly store: string;
  readonly target: string;
  readonly tablesDir: string;
  readonly name: string;
}

/** A table that was built, and waits to be published. */
export interface PublishRequest {
  readonly store: string;
  readonly target: string;
  readonly name: string;
  readonly location: string;
}

export interface FoundTable {
  readonly info: TableInfo;
  /** How it was built, where that is still known. */
  readonly manifest: TableManifest | undefined;
  /** Undefined for a store that is read in the application process. */
  readonly server: StoreServer | undefined;
}

/**
 * The published table of a name, whatever its keys.
 * @throws UserError TABLE_MISSING, TABLE_INVALID, and TABLE_STALE where it was built from another model or encoder
 */
export async function findTable(
  card: ModelCard,
  { store, target, tablesDir, name }: PublishedRequest,
  openStore: (id: string) => Promise<PredictionStore>,
): Promise<FoundTable> {
  const tables = await (await openStore(store)).connect(target);
  try {
    const info = await tables.current(name);
    if (!info) {
      const problem = `no table is published under the name ${name} in ${withoutPassword(target)}`;
      throw new UserError('TABLE_MISSING', problem, 'build it: servebench precompute');
    }
    checkTable(card, name, info.metadata);
    const manifest = await readManifest(tablesDir, name, info.location);
    return { info, manifest, server: await tables.server() };
  } finally {
    await tables.close();
  }
}

/** The manifest of a published table that is the very one that is asked for: same model, encoder and keys. */
export async function findSame(
  tables: Tables,
  tablesDir: string,
  name: string,
  metadata: Metadata,
): Promise<TableManifest | undefined> {
  const published = await currentOrNone(tables, name);
  if (!published || !isSameTable(published.metadata, metadata)) return undefined;
  return readManifest(tablesDir, name, published.location);
}

/** @returns a reader of the published table where its values are still those of the model and the encoder. */
export async function openForRefresh(
  store: PredictionStore,
  tables: Tables,
  name: string,
  metadata: Metadata,
  access?: StoreAccess,
): Promise<Reader | undefined> {
  const published = await currentOrNone(tables, name);
  return published && hasSameValues(published.metadata, metadata)
    ? store.open(published.location, access)
    : undefined;
}

/** Makes a table the current one of its name. Those before it stay. */
export async function publishBuilt(
  { store, target, name, location }: PublishRequest,
  openStore: (id: string) => Promise<PredictionStore>,
): Promise<void> {
  const tables = await (await openStore(store)).connect(target);
  try {
    await tables.publish(name, location);
  } finally {
    await tables.close();
  }
}

/** Makes the table the current one, and drops those before it once no living process goes on opening them. */
export async function publishTable(
  tables: Tables,
  tablesDir: string,
  manifest: TableManifest,
): Promise<void> {
  await tables.publish(manifest.name, manifest.location);
  await writeManifest(tablesDir, manifest);
  const held = [...(await leasedTables(tablesDir)).keys()];
  if (held.every((location) => location === manifest.location)) await tables.prune(manifest.name);
}

/** A damaged table is none: it is built anew. */
async function currentOrNone(tables: Tables, name: string): Promise<TableInfo | undefined> {
  try {
    return await tables.current(name);
  } catch (error) {
    if (error instanceof UserError && ['TABLE_INVALID', 'TABLE_MISSING'].includes(error.code))
      return undefined;
    throw error;
  }
}
