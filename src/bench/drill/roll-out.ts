import { modelVersion } from '../../serving/predictor.js';
import type { Deployment } from '../../serving/deployment.js';
import type { RollOut } from '../../serving/roll-out.js';
import type { EventReport, RolledOut, Scene } from './drill.js';
import { withoutVictim } from './first-victim.js';
import type { Release, Releases } from './versions/prepare-releases.js';

/** @returns why a mode cannot be moved to another version; undefined where it can */
export function withoutRollOut(deployment: Deployment): string | undefined {
  const reason = withoutVictim(deployment);
  if (reason !== undefined || deployment.operations?.rollOut) return reason;
  return 'servebench cannot move all of it to another version: a program of somebody else is rolled out in its own way, several copies of a model, a default and coarser tables stay what they were built from';
}

export function rollOutOf({ operations }: Deployment): RollOut {
  if (!operations?.rollOut) throw new TypeError('a drill without a rollout was not found unfit');
  return operations.rollOut;
}

export function releasesOf({ releases }: Scene): Releases {
  if (!releases) throw new TypeError('no version was prepared for a drill that rolls one out');
  return releases;
}

export function versionOf({ card: { name, sha256 } }: Release): string {
  return modelVersion(name, sha256);
}

/** Moves a mode to a version. @returns why that was refused, or what it took */
export async function release(
  { deployment, mark }: Scene,
  { card, golden }: Release,
  what: string,
): Promise<{ readonly refused: string } | Pick<RolledOut, 'doneAtMs' | 'cost'>> {
  mark(`${what} is rolled out`);
  try {
    const cost = await rollOutOf(deployment).to(card, golden);
    mark(`${what} is in place`);
    return { doneAtMs: Date.now(), cost };
  } catch (error) {
    const refused = error instanceof Error ? error.message : String(error);
    mark(`${what} is refused`);
    return { refused };
  }
}

/** The event of a drill that brings the next version. */
export async function releaseNext(scene: Scene): Promise<EventReport> {
  const { next } = releasesOf(scene);
  const newModel = versionOf(next);
  const { how } = rollOutOf(scene.deployment);
  const outcome = await release(scene, next, 'the new version');
  if ('refused' in outcome)
    return { newModel, problem: outcome.refused, rollOut: { how, doneAtMs: null, cost: null } };
  return { newModel, rollOut: { how, ...outcome } };
}
