import { inSeconds } from '../../in-words.js';
import type { Drill } from '../drill.js';
import { releaseNext, withoutRollOut } from '../roll-out.js';
import { nextVersion } from './rollout.js';

/** How fresh answers are: the same event as a rollout, with what it costs to do it again and again. */
export const refreshDrill: Drill = {
  id: 'refresh',
  summary: ({ to, refreshEveryMs }) =>
    `${nextVersion(to)} is published${refreshEveryMs === undefined ? '' : `, as it would be every ${inSeconds(refreshEveryMs)}`}`,
  rollsOut: true,
  isRepeated: true,
  unfit: withoutRollOut,
  arm: async (scene) => () => releaseNext(scene),
};
