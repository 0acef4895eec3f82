import { duel, type Duel } from './duel.js';
import type { Contender, Topic } from './topics.js';

/** What a run says on one topic. */
export type Judgement =
  | { readonly kind: 'nobody'; readonly topic: Topic }
  | { readonly kind: 'alone'; readonly topic: Topic; readonly leader: Contender }
  | Ranked;

export interface Ranked {
  /**
   * `settled`: the leader beats or equals every other. `open`: an interval decides nothing against at least one.
   * `untested`: there is no interval at all.
   */
  readonly kind: 'settled' | 'open' | 'untested';
  readonly topic: Topic;
  readonly leader: Contender;
  /** Against every other contender, the nearest by its figure first. */
  readonly duels: readonly Duel[];
}

/**
 * The leader has the best figure among those that no other provably beats: figures are of merged trials and duels of
 * pairs, so on noisy trials the two can disagree, and then the pairs count.
 * @param looks how often the data are looked at in all (see `pairedRatio`)
 */
export function judgeTopic(topic: Topic, looks: number): Judgement {
  const { contenders, metric } = topic;
  const sign = metric.better === 'higher' ? -1 : 1;
  const ordered = contenders.toSorted((a, b) => sign * (a.value - b.value));
  const [first, ...others] = ordered;
  if (!first) return { kind: 'nobody', topic };
  if (others.length === 0) return { kind: 'alone', topic, leader: first };
  const duelsOf = (leader: Contender): Duel[] =>
    ordered.filter((other) => other !== leader).map((other) => duel(leader, other, metric, looks));
  for (const leader of ordered) {
    const duels = duelsOf(leader);
    if (duels.every(({ outcome }) => outcome !== 'loses'))
      return { kind: kindOf(duels), topic, leader, duels };
  }
  // Each beats another in a circle: noise, and no one leads.
  return { kind: 'open', topic, leader: first, duels: duelsOf(first) };
}

function kindOf(duels: readonly Duel[]): Ranked['kind'] {
  if (duels.every(({ ci95 }) => ci95 === null)) return 'untested';
  return duels.some(({ outcome }) => outcome === 'open') ? 'open' : 'settled';
}
