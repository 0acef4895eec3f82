import type { Drill, DrillOrder } from '../bench/drill/drill.js';
import { UserError } from '../core/errors.js';
import { durationFlag } from './duration-flag.js';

/** Flags of `drill` that only drills of a new version look at. */
export interface RolloutFlags {
  readonly to: string | undefined;
  readonly 'refresh-every': string | undefined;
}

/** @throws UserError FLAG_INVALID where a flag is wrong, or none of the drills looks at it */
export function rolloutOrder(
  flags: RolloutFlags,
  drills: readonly Drill[],
): Pick<DrillOrder, 'to' | 'refreshEveryMs'> {
  const { to, 'refresh-every': every } = flags;
  if (to !== undefined && !drills.some(({ id }) => id === 'rollout' || id === 'refresh'))
    throw unused('to', 'rollout or refresh');
  if (every !== undefined && !drills.some(({ isRepeated }) => isRepeated))
    throw unused('refresh-every', 'refresh');
  return { to, refreshEveryMs: durationFlag('refresh-every', every) };
}

function unused(flag: keyof RolloutFlags, drill: string): UserError {
  return new UserError(
    'FLAG_INVALID',
    `--${flag}: no drill that was asked for brings it about`,
    `add --drill ${drill}`,
  );
}
