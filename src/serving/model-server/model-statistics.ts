import type { Repository } from './repository.js';
import { MODEL_VERSION, type ServedModel } from './served-model.js';
import type { ModelStats } from './statistics.js';

/** The answer of the statistics extension. */
export interface ModelStatistics {
  readonly model_stats: readonly ({ readonly name: string; readonly version: string } & ModelStats)[];
}

/**
 * @param name of one model; without it, all that are loaded
 * @throws OipError 404 for an unknown model or version
 */
export function modelStatistics(repository: Repository, name?: string, version?: string): ModelStatistics {
  const models = name === undefined ? repository.served() : [repository.find(name, version)];
  return { model_stats: models.map(statsOf) };
}

function statsOf({ card, statistics }: ServedModel): ModelStatistics['model_stats'][number] {
  return { name: card.name, version: MODEL_VERSION, ...statistics.stats() };
}
