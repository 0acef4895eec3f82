import type { Feature } from '../core/model-card.js';

/** One entry of `modes:`, or why it was left out. */
export interface ModeProposal {
  readonly label: string;
  /** As it stands in YAML. */
  readonly options: string;
  readonly summary: string;
  /** Why it is not proposed. */
  readonly leftOut?: string;
}

/** Up to so many rows a table of every combination is built in seconds. */
const MOST_FULL_ROWS = 200_000;
const TOP = 100_000;

/**
 * Modes that make sense for a model. A table needs keys that come again: categories and bounded whole numbers.
 * @param historyLength requests that a table's keys can be ranked on
 */
export function proposeModes(features: readonly Feature[], historyLength: number): readonly ModeProposal[] {
  return [
    { label: 'null', options: '{}', summary: 'the floor: HTTP and JSON without a model' },
    { label: 'embedded', options: '{}', summary: 'the model in the application itself' },
    { label: 'microservice', options: '{ replicas: 1 }', summary: 'a model server of its own' },
    precomputed(features, historyLength),
    { label: 'model-as-data', options: '{}', summary: 'loaded from an artifact store, and followed there' },
  ];
}

function precomputed(features: readonly Feature[], historyLength: number): ModeProposal {
  const base = { label: 'precomputed', summary: 'a table of predictions' };
  const open = features.filter((feature) => sizeOf(feature) === undefined).map(({ name }) => name);
  if (open.length > 0) {
    const shown = open.slice(0, 3).join(', ') + (open.length > 3 ? ` and ${open.length - 3} more` : '');
    return { ...base, options: '{}', leftOut: `${shown} can have any value, so requests seldom come again` };
  }
  const combinations = features.reduce((product, feature) => product * (sizeOf(feature) ?? 1), 1);
  if (combinations <= MOST_FULL_ROWS) return { ...base, options: '{ keys: full }' };
  if (historyLength > 0) return { ...base, options: `{ keys: { top: ${TOP} } }` };
  return { ...base, options: '{}', leftOut: 'the log is too short to rank keys on' };
}

/** Different values of a feature, undefined where they have no end. */
function sizeOf(feature: Feature): number | undefined {
  if (feature.type === 'categorical') return feature.vocabulary.length;
  if (feature.type !== 'integer' || feature.min === undefined || feature.max === undefined) return undefined;
  return feature.max - feature.min + 1;
}
