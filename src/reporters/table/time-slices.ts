import type { TimeSplitSummary } from '../../result/time-split-contract.js';
import { formatCount } from '../format-number.js';

/** Parts that are read together, with what draws them in a bar: told apart without colour. */
export interface Slice {
  readonly name: string;
  readonly fill: string;
  /** Behind the name in the legend. */
  readonly about: string;
  /** Microseconds; null where it cannot be told. */
  readonly of: (split: TimeSplitSummary) => number | null;
}

/** What the predictor does not tell apart is promises and balancing, and shown apart only where it is more. */
const MUCH = 0.05;

/** The slices that any mode has. */
export function slicesOf(splits: readonly TimeSplitSummary[]): Slice[] {
  const isApart = splits.some(({ other, endToEnd }) => other > MUCH * endToEnd);
  const slices: Slice[] = [
    {
      name: 'http',
      fill: '·',
      about: 'client, kernel, node:http, waiting for the event loop',
      of: ({ http }) => http,
    },
    {
      name: 'app',
      fill: '=',
      about: 'parse, encode, serialise',
      of: ({ parse, encode, serialise, other }) => parse + encode + serialise + (isApart ? 0 : other),
    },
    { name: 'queue', fill: '░', about: 'waiting for a run of the model', of: ({ queue }) => queue },
    {
      name: 'transport',
      fill: '~',
      about: 'the call to a model server, tensors packed and unpacked at both ends',
      of: ({ marshal, transport }) => marshal + transport,
    },
    { name: 'model', fill: '█', about: 'its run', of: ({ modelRun }) => modelRun },
    { name: 'table', fill: '▓', about: 'key, look-up, decoding', of: ({ tableRead }) => tableRead },
    {
      name: 'other',
      fill: '?',
      about: 'in the predictor, not told apart',
      of: ({ other }) => (isApart ? other : 0),
    },
  ];
  return slices.filter(({ of }) => splits.some((split) => of(split) !== 0));
}

/** What each fill stands for, and how much it rests on. */
export function legendOf(slices: readonly Slice[], splits: readonly TimeSplitSummary[]): string[] {
  const least = Math.min(...splits.map(({ sampled }) => sampled));
  return [
    ...slices.map(({ name, fill, about }) => `${fill} ${name}: ${about}`),
    `from at least ${formatCount(least)} traced requests a mode`,
  ];
}
