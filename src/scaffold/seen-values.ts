import type { ModelCard } from '../core/model-card.js';
import type { TrafficItem } from '../traffic/traffic.js';

type Request = TrafficItem['request'];

/** Categories that were met, and the bounds of whole numbers: what a table of every combination would be made of. */
export interface SeenValues {
  add(request: Request): void;
  /** True where no value of the request is new, or beyond those that were added. */
  hold(request: Request): boolean;
}

export function createSeenValues({ features }: ModelCard): SeenValues {
  const all = features.flatMap(({ name, type }) => {
    if (type === 'categorical') return [{ name, ...categories() }];
    return type === 'integer' ? [{ name, ...bounds() }] : [];
  });
  return {
    add: (request) => all.forEach(({ name, add }) => add(request[name])),
    hold: (request) => all.every(({ name, holds }) => holds(request[name])),
  };
}

interface Seen {
  add(value: unknown): void;
  holds(value: unknown): boolean;
}

function categories(): Seen {
  const seen = new Set<string>();
  return { add: (value) => seen.add(String(value)), holds: (value) => seen.has(String(value)) };
}

function bounds(): Seen {
  let [min, max] = [Infinity, -Infinity];
  return {
    add: (value) => {
      min = Math.min(min, Number(value));
      max = Math.max(max, Number(value));
    },
    holds: (value) => Number(value) >= min && Number(value) <= max,
  };
}
