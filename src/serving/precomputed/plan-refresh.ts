import { randomBytes } from 'node:crypto';

import type { PrepareContext, Prepared } from '../serving-mode.js';
import { passingName, publishedTables, storeAccess } from '../store-options.js';
import type { PrecomputedOptions } from './options.js';
import { jobRequest, publishedName } from './prepare-table.js';
import type { FollowedPointers, RefreshOrder } from './refresh-table.js';

/** How a table is built again, and which names the deployments that serve it follow. */
interface Refresh {
  readonly order: RefreshOrder;
  readonly pointers: FollowedPointers;
}

/** With how to build the table again, under a name of the deployment's own: what a user has published stays as it is. */
export function withRefresh(
  prepared: Prepared,
  { card, traffic, seed, workDir, tablesDir }: PrepareContext,
  options: PrecomputedOptions,
): Prepared {
  const { store } = options;
  const access = storeAccess(options);
  const published = publishedName(card, options);
  const request = jobRequest(options, workDir, passingName(options, published));
  const { name, target } = request;
  const refresh: Refresh = {
    order: { request: { ...request, publish: false }, traffic, seed },
    pointers: {
      serve: { store, target: publishedTables(options, tablesDir).target, name: published, access },
      'roll-out': { store, target, name, access },
    },
  };
  return { ...prepared, artifacts: { ...prepared.artifacts, refresh: JSON.stringify(refresh) } };
}

/** What one deployment publishes moves no other one of the run, and is there for none that comes after it. */
export function ownRefresh(artifacts: Prepared['artifacts']): Refresh {
  const { order, pointers } = JSON.parse(artifacts['refresh'] ?? '') as Refresh;
  const name = `${order.request.name}-${randomBytes(4).toString('hex')}`;
  return {
    order: { ...order, request: { ...order.request, name } },
    pointers: { ...pointers, 'roll-out': { ...pointers['roll-out'], name } },
  };
}
