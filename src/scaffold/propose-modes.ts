import type { Feature } from '../core/model-card.js';
import { thousands } from '../traffic/in-words.js';
import type { Repetition } from './repeated-requests.js';

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
/** Rows of a table that is proposed. */
export const TOP_ROWS = 100_000;
/** Below this share of the requests a table would be there for the misses. */
const FEWEST_ANSWERED = 0.1;

/**
 * Modes that make sense for a model. A table needs requests that come again.
 * @param repeated what the first part of the log tells of the rest; null where the log cannot tell
 */
export function proposeModes(
  features: readonly Feature[],
  repeated: Repetition | null,
): readonly ModeProposal[] {
  return [
    { label: 'null', options: '{}', summary: 'the floor: HTTP and JSON without a model' },
    { label: 'embedded', options: '{}', summary: 'the model in the application itself' },
    { label: 'microservice', options: '{ replicas: 1 }', summary: 'a model server of its own' },
    { label: 'precomputed', ...precomputed(features, repeated) },
    { label: 'model-as-data', options: '{}', summary: 'loaded from an artifact store, and followed there' },
  ];
}

function precomputed(features: readonly Feature[], repeated: Repetition | null): Omit<ModeProposal, 'label'> {
  const summary = 'a table of predictions';
  const combinations = features.reduce((product, feature) => product * sizeOf(feature), 1);
  if (repeated === null)
    return { options: '{}', summary, leftOut: 'the log is too short to tell which requests come again' };
  const { share, isClosed, readOnly } = repeated;
  // Ranges and vocabularies of the whole log hold its last part by construction: coverage would be 100% for nothing.
  if (combinations <= MOST_FULL_ROWS && isClosed) return { options: '{ keys: full }', summary };
  const words = share > 0 && share < 0.01 ? 'less than 1%' : `${Math.round(share * 100)}%`;
  if (share < FEWEST_ANSWERED) {
    const leftOut =
      readOnly === undefined
        ? `${words} of the later requests of the log have come before`
        : `the ${thousands(TOP_ROWS)} requests that its first ${thousands(readOnly)} ask for most answer ${words} of the later ones`;
    return { options: '{}', summary, leftOut };
  }
  const whose = readOnly === undefined ? 'the requests' : `the first ${thousands(readOnly)} later requests`;
  return { options: `{ keys: { top: ${TOP_ROWS} } }`, summary: `${summary}, for about ${words} of ${whose}` };
}

/** Different values of a feature. */
function sizeOf(feature: Feature): number {
  if (feature.type === 'categorical') return feature.vocabulary.length;
  if (feature.type !== 'integer' || feature.min === undefined || feature.max === undefined) return Infinity;
  return feature.max - feature.min + 1;
}
