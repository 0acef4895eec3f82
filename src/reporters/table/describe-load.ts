import { parse } from 'yaml';

import type { Result } from '../../result/contract.js';
import type { LoadSummary } from '../../result/load-contract.js';
import { formatRate } from '../format-number.js';

const MEANING = {
  closed: 'each connection sends its next request when it has an answer',
  open: 'requests leave on schedule, latency counts from the intended send',
} satisfies Record<LoadSummary['kind'], string>;

/**
 * What a load is, in wordings from the longest to the shortest. Its parameters come from the scenario's text, which
 * the run has with every change by flags; a load that the text does not spell out is described by its kind alone.
 */
export function describeLoad(run: Result['run'], id: string, kind: LoadSummary['kind']): string[] {
  const loop = `${kind} loop`;
  const short = [loop, ...parametersOf(run.scenarioText, id)].join(', ');
  return [`${short}; ${MEANING[kind]}`, short, loop];
}

function parametersOf(scenarioText: string, id: string): string[] {
  const load = entryOf(entryOf(parseQuietly(scenarioText), 'loads'), id);
  const duration = entryOf(load, 'duration');
  return [...shapeOf(load), ...(typeof duration === 'string' ? [duration] : [])];
}

/** `2,000/s, poisson`, `100/s to 2,000/s, ramp`, `1,000/s, burst of 50`, `replay, speed 2`. */
function shapeOf(load: unknown): string[] {
  const number = (key: string, words: (value: number) => string): string[] => {
    const value = entryOf(load, key);
    return typeof value === 'number' ? [words(value)] : [];
  };
  const arrivals = entryOf(load, 'arrivals');
  const from = number('from', (rate) => `${formatRate(rate)} to `).join('');
  return [
    ...number('connections', (count) => `${count} connections`),
    ...number('rate', (rate) => from + formatRate(rate)),
    ...(typeof arrivals === 'string' ? [arrivals + number('burst', (size) => ` of ${size}`).join('')] : []),
    ...number('speed', (factor) => `speed ${factor}`),
  ];
}

/** A stored run is reported even where a later version cannot read its scenario. */
function parseQuietly(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function entryOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}
