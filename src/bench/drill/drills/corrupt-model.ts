import { setTimeout as sleep } from 'node:timers/promises';

import { inSeconds } from '../../in-words.js';
import type { CorruptOffer, Drill, EventReport, Scene } from '../drill.js';
import { release, releasesOf, versionOf, withoutRollOut } from '../roll-out.js';

/** Who notices that a version must not be served: the mode itself, before it answers, or its callers. */
export const corruptModelDrill: Drill = {
  id: 'corrupt-model',
  summary: ({ restartAfterMs }) =>
    `a file of which half arrived is rolled out, then one that loads and answers wrongly; whatever is served all the same is rolled back after ${inSeconds(restartAfterMs)}`,
  rollsOut: true,
  unfit: withoutRollOut,
  arm: async (scene) => () => offerCorrupt(scene),
};

async function offerCorrupt(scene: Scene): Promise<EventReport> {
  const { current, truncated, wrong } = releasesOf(scene);
  const versions = [
    { what: 'the half file', version: truncated },
    ...(wrong ? [{ what: 'the wrong file', version: wrong }] : []),
  ];
  const offers: CorruptOffer[] = [];
  for (const { what, version } of versions) {
    const outcome = await release(scene, version, what);
    const refused = 'refused' in outcome ? outcome.refused : null;
    offers.push({ what, model: versionOf(version), refused });
    if (refused !== null) continue;
    await sleep(scene.order.restartAfterMs, undefined, { signal: scene.over }).catch(() => undefined);
    const back = await release(scene, current, 'the old version');
    if ('refused' in back) return { offers, problem: `it could not be rolled back: ${back.refused}` };
  }
  return { offers };
}
