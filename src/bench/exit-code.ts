import type { Result } from '../result/contract.js';
import { isFloor } from '../result/metrics.js';

export const EXIT = {
  fine: 0,
  objectivesMissed: 1,
  usage: 2,
  modeFailed: 3,
  inconclusive: 4,
  bug: 70,
  interrupted: 130,
} as const;

/** What a finished run says to a shell. @param strict an inconclusive comparison is not fine */
export function exitCodeOf(result: Result, strict: boolean): number {
  const modes = Object.values(result.modes);
  if (result.run.status === 'interrupted') return EXIT.interrupted;
  if (modes.length === 0 || modes.some(({ status }) => status === 'failed')) return EXIT.modeFailed;
  if (modes.some(({ loads }) => Object.values(loads).some(({ validity }) => !validity.valid)))
    return EXIT.modeFailed;
  const judged = modes.filter((mode) => !isFloor(mode) && mode.objectives);
  if (judged.length > 0 && judged.every(({ objectives }) => !objectives?.met)) return EXIT.objectivesMissed;
  if (strict && result.comparisons.some(({ verdict }) => verdict === 'inconclusive'))
    return EXIT.inconclusive;
  return EXIT.fine;
}
