import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Makes what a trial has prepared old, so that the collector does not move it while requests are due: hundreds of young
 * connections made it pause twice for 4 ms. Two collections of the young generation do that; one of everything would
 * throw compiled code away as well. Node.js offers them only behind a flag, which may be set at any time; what it
 * exposes is only visible in a context made later.
 */
export function settleMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return;
  for (let times = 0; times < 2; times++) collect({ type: 'minor' });
}
