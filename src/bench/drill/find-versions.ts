import type { Drilled } from '../../result/drill-contract.js';
import { lastPartUs, type LoadEnd } from './last-part.js';
import type { Row } from './row-reader.js';

type Version = Drilled['versions'][number];

/** Which versions answered `rowsSince` the event, in the order of their first answers; milliseconds from the event. */
export function findVersions(rowsSince: readonly Row[], eventUs: number): Version[] {
  const found = new Map<string, { answers: number; firstUs: number; lastUs: number }>();
  for (const { model, endUs } of rowsSince) {
    if (model === '') continue;
    const known = found.get(model) ?? { answers: 0, firstUs: endUs, lastUs: endUs };
    found.set(model, {
      answers: known.answers + 1,
      firstUs: Math.min(known.firstUs, endUs),
      lastUs: Math.max(known.lastUs, endUs),
    });
  }
  const versions = [...found].map(([model, { answers, firstUs, lastUs }]) => ({
    model,
    answers,
    firstMs: (firstUs - eventUs) / 1000,
    lastMs: (lastUs - eventUs) / 1000,
  }));
  return versions.toSorted((one, other) => one.firstMs - other.firstMs);
}

/**
 * When answers came from the new version: first, all, and both in between. That all do is seen in the last part of the
 * load: the new version answers, and no other one.
 */
export function findNewVersion(
  rowsSince: readonly Row[],
  eventUs: number,
  versions: readonly Version[],
  model: string,
  load: LoadEnd,
): NonNullable<Drilled['newVersion']> {
  const seen = versions.find((version) => version.model === model);
  if (!seen) return { model, firstMs: null, allMs: null, mixedMs: null, mixedAnswers: null };
  const { firstMs, lastMs } = seen;
  const lastOldMs = Math.max(
    0,
    ...versions.filter((version) => version !== seen).map((version) => version.lastMs),
  );
  const lastPartMs = (lastPartUs(eventUs, load) - eventUs) / 1000;
  if (lastMs < lastPartMs || lastOldMs >= lastPartMs)
    return { model, firstMs, allMs: null, mixedMs: null, mixedAnswers: null };
  const mixed = rowsSince.filter(({ model: answered, endUs }) => {
    const endMs = (endUs - eventUs) / 1000;
    return answered !== '' && endMs >= firstMs && endMs <= lastOldMs;
  });
  return {
    model,
    firstMs,
    allMs: Math.max(firstMs, lastOldMs),
    mixedMs: Math.max(0, lastOldMs - firstMs),
    mixedAnswers: mixed.length,
  };
}
