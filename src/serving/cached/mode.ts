import { z } from 'zod';

import { backInner, innerModeOption, isInnerMode, joinFootprints, prepareInner } from '../inner-mode.js';
import type { Backing, DeployContext, InnerMode, Prepared, ServingMode } from '../serving-mode.js';
import { deployBacking } from '../start-application.js';

const options = z.strictObject({
  /** Answers that the application keeps, in its own memory: those that were asked for last. */
  maxEntries: z.int().min(1).max(10_000_000).default(10_000),
  /** Who answers the rest. */
  inner: innerModeOption.default('embedded'),
});

type CachedOptions = z.infer<typeof options>;

/** A cache in the application, in front of any other mode. */
export const cachedMode: ServingMode<CachedOptions> = {
  id: 'cached',
  summary: 'the answers asked for last, kept in the application in front of another mode',
  options,
  innerOption: { name: 'inner', words: [] },
  footprint: () => ({ processes: 1, ports: 1, stores: [], redeployForNewModel: [] }),
  prepare: async (context, cached) => {
    const inner = await prepareInner(context, innerOf(cached));
    const footprint = joinFootprints(cachedMode.footprint(cached), inner.footprint);
    return { ...inner, footprint, inner };
  },
  deploy: async (context, cached, prepared) => deployBacking(context, await back(context, cached, prepared)),
  back,
};

async function back(context: DeployContext, cached: CachedOptions, { inner }: Prepared): Promise<Backing> {
  // Rolled out alone, the inner mode would leave answers of its old version in the cache.
  const { rollOut: _alone, ...backing } = await backInner(context, innerOf(cached), inner);
  const { maxEntries } = cached;
  return { ...backing, predictor: { kind: 'cache', maxEntries, inner: backing.predictor } };
}

function innerOf({ inner }: CachedOptions): InnerMode {
  if (!isInnerMode(inner)) throw new TypeError('the options of the mode inside were not read');
  return inner;
}
