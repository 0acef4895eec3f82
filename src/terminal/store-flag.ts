import { DeploymentError, UserError } from '../core/errors.js';
import type { StoreOverride } from '../scenario/override-store.js';
import type { PredictionStore } from '../stores/prediction-store.js';
import { SERVER_STORES, storeOfUrl, storeUrlProblem } from '../stores/store-url.js';

/**
 * Reads `--store`: a URL of a server, or `sqlite` for the files of the run itself.
 * @throws UserError STORE_URL_INVALID; its message does not repeat the URL, which may hold a password
 */
export function storeFlag(text: string | undefined): StoreOverride | undefined {
  if (text === undefined) return undefined;
  if (text === 'sqlite') return { store: 'sqlite' };
  const store = storeOfUrl(text);
  const problem =
    store === undefined
      ? `expected a URL that starts with ${SERVER_STORES.map((id) => `${id}://`).join(' or ')}, or the word sqlite`
      : storeUrlProblem(store, text);
  if (store === undefined || problem !== undefined) {
    throw new UserError(
      'STORE_URL_INVALID',
      `--store: ${problem ?? ''}`,
      "for example: --store redis://127.0.0.1:6379, or --store 'postgres://user:${PGPASSWORD}@127.0.0.1:5432/database'",
    );
  }
  return { store, url: text };
}

/**
 * Connects once, before anything is measured: a server that was asked for by hand and is not there is wrong input, where
 * one that a scenario names fails its mode alone.
 * @throws UserError with what was tried, where, and how to start one
 */
export async function checkStore(
  override: StoreOverride | undefined,
  openStore: (id: string) => Promise<PredictionStore>,
): Promise<void> {
  if (override?.url === undefined) return;
  try {
    const tables = await (await openStore(override.store)).connect(override.url);
    await tables.close();
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error;
    throw new UserError(error.code, `--store: ${error.message}`);
  }
}
