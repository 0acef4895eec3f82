import type { Drill } from '../drill.js';
import { releaseNext, withoutRollOut } from '../roll-out.js';

/** What a deployment of a new version costs those who ask meanwhile. */
export const rolloutDrill: Drill = {
  id: 'rollout',
  summary: ({ to }) => `${nextVersion(to)} is rolled out, in each mode as it is really done`,
  rollsOut: true,
  unfit: withoutRollOut,
  arm: async (scene) => () => releaseNext(scene),
};

/** @param to as it was named */
export function nextVersion(to: string | undefined): string {
  return to === undefined
    ? 'a new version (the same weights in a file with another hash)'
    : `a new version (${to})`;
}
