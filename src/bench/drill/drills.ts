import { UserError } from '../../core/errors.js';
import { meantHint } from '../../scenario/suggest.js';
import type { Drill } from './drill.js';
import { corruptModelDrill } from './drills/corrupt-model.js';
import { hangDrill } from './drills/hang.js';
import { killDrill } from './drills/kill.js';
import { overloadDrill } from './drills/overload.js';
import { refreshDrill } from './drills/refresh.js';
import { rolloutDrill } from './drills/rollout.js';

/** Every drill, in the order in which help names them. */
const DRILLS: readonly Drill[] = [
  killDrill,
  hangDrill,
  overloadDrill,
  rolloutDrill,
  corruptModelDrill,
  refreshDrill,
];

export const DRILL_IDS = DRILLS.map(({ id }) => id);

/** @param ids comma-separated @throws UserError DRILL_MISSING, DRILL_UNKNOWN */
export function drillsNamed(ids: string | undefined): Drill[] {
  if (ids === undefined) {
    throw new UserError(
      'DRILL_MISSING',
      'a drill needs to know what happens',
      `name it with --drill: ${DRILL_IDS.join(', ')}; several are separated by commas`,
    );
  }
  const wanted = [...new Set(ids.split(',').map((id) => id.trim()))];
  return wanted.map((id) => {
    const found = DRILLS.find((drill) => drill.id === id);
    if (found) return found;
    throw new UserError(
      'DRILL_UNKNOWN',
      `--drill: there is no drill "${id}"${meantHint(id, DRILL_IDS)}`,
      `known: ${DRILL_IDS.join(', ')}; several are separated by commas`,
    );
  });
}
