import type { Deployment, Victim } from '../../serving/deployment.js';

/** @returns why nothing can be done to a process that holds the model; undefined where it can */
export function withoutVictim({ operations }: Deployment): string | undefined {
  if (!operations) return 'what holds its model runs elsewhere, and is not ours to touch';
  return operations.victims.length === 0 ? 'none of its processes holds a model' : undefined;
}

/** The process that a drill takes. */
export function firstVictim({ operations }: Deployment): Victim {
  const [first] = operations?.victims ?? [];
  if (!first) throw new TypeError('a drill without a victim was not found unfit');
  return first;
}
