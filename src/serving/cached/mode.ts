import { z } from 'zod';

import type { PredictorSpec } from '../../core/predictor-spec.js';
import { backInner, innerModeOption, isInnerMode, joinFootprints, prepareInner } from '../inner-mode.js';
import type { Backing } from '../backing.js';
import type { InPlaceRollOut, ReplaceRollOut } from '../roll-out.js';
import type { DeployContext, InnerMode, Prepared, ServingMode } from '../serving-mode.js';
import { deployBacking } from '../deploy-backing.js';

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
  const { rollOut, ...backing } = await backInner(context, innerOf(cached), inner);
  const wrap = (predictor: PredictorSpec): PredictorSpec => ({
    kind: 'cache',
    maxEntries: cached.maxEntries,
    inner: predictor,
  });
  return {
    ...backing,
    predictor: wrap(backing.predictor),
    ...(rollOut ? { rollOut: rollOut.kind === 'replace' ? wrapped(rollOut, wrap) : emptied(rollOut) } : {}),
  };
}

/** A new application begins with an empty cache. */
function wrapped(
  { kind, how, make }: ReplaceRollOut,
  wrap: (predictor: PredictorSpec) => PredictorSpec,
): ReplaceRollOut {
  return {
    kind,
    how,
    make: async (next, golden) => {
      const { predictor, cost } = await make(next, golden);
      return { predictor: wrap(predictor), cost };
    },
  };
}

/** Answers of the old version are kept until the last part behind has moved, unless they are seen to be old before. */
function emptied({ kind, of }: InPlaceRollOut): InPlaceRollOut {
  return {
    kind,
    of: (application) => {
      const inner = of(application);
      return {
        how: `${inner.how}; then the application empties its cache`,
        to: async (next, golden) => {
          try {
            return await inner.to(next, golden);
          } finally {
            await application.call('forget');
          }
        },
      };
    },
  };
}

function innerOf({ inner }: CachedOptions): InnerMode {
  if (!isInnerMode(inner)) throw new TypeError('the options of the mode inside were not read');
  return inner;
}
