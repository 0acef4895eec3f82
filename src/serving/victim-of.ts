import type { RunningProcess } from '../processes/child-link.js';
import type { Victim } from './deployment.js';

/**
 * A process of ours as a drill takes it.
 * @param start a fresh one on this port
 * @param onReady told of each fresh one
 */
export function victimOf<R extends { readonly url: string }>(
  part: Victim['part'],
  first: RunningProcess<R>,
  start: (port: number) => Promise<RunningProcess<R>>,
  onReady: (fresh: RunningProcess<R>) => void = () => undefined,
): Victim {
  const port = Number(new URL(first.ready.url).port);
  let current = first;
  return {
    title: first.title,
    part,
    pid: () => current.pid,
    restart: async () => {
      await current.stop();
      current = await start(port);
      onReady(current);
    },
  };
}
