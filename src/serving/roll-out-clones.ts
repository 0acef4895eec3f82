import type { GoldenRow } from '../core/predictor-spec.js';
import type { ModelCard } from '../core/model-card.js';
import type { ProcessUse } from '../processes/messages.js';
import type { RunningProcess } from '../processes/child-link.js';
import type { ApplicationReady } from './application/role.js';
import type { RollOut } from './roll-out.js';
import type { Spread } from './spread-connections.js';

/** Starts a clone of the application with the model of the release, and waits until it has passed its golden check. */
export type StartClone = (
  port: number,
  title?: string,
  release?: { readonly card: ModelCard; readonly golden: readonly GoldenRow[] },
) => Promise<RunningProcess<ApplicationReady>>;

/**
 * What a rolling update of Kubernetes with `maxSurge: 1` and `maxUnavailable: 0` does: a new application is started and
 * takes the place of an old one once it is ready; the old one answers what it holds, asks its clients to connect anew,
 * and ends. One that does not get ready ends the rollout where it is.
 */
export function rollOutClones(
  clones: readonly RunningProcess<ApplicationReady>[],
  spread: Spread,
  start: StartClone,
): RollOut {
  let members = clones;
  return {
    how: 'applications replaced one at a time with one more meanwhile; each new one passes its golden check before it gets connections, each old one answers what it holds and ends',
    to: async (card, golden) => {
      let cpuUs = 0;
      for (const [index, old] of members.entries()) {
        const fresh = await start(0, old.title, { card, golden });
        // Nobody has asked it anything yet, so this is what its start took.
        cpuUs += (await fresh.call<ProcessUse>('monitor.stop')).cpuUs;
        members = members.with(index, fresh);
        spread.replace(index, fresh);
        await old.call('retire');
        await old.stop();
      }
      return { cpuUs, bytesWritten: card.bytes };
    },
  };
}
