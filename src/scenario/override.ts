import { isMap, isScalar, Pair, Scalar, YAMLMap } from 'yaml';
import { isMapping } from './check.js';
import { DEFAULT_LOADS } from './loads-section.js';
import type { Report } from './mistakes.js';
import type { ModeSchemas } from './modes-section.js';
import { overrideStore, type StoreOverride } from './override-store.js';
import { setValue } from './set-value.js';
import { unknownWord } from './suggest.js';
import { formatDurationMs } from './units.js';
import { plainValue, type Patch, type YamlSource } from './yaml-source.js';

/** What the flags of `run` change, each as if the file said so. */
export interface Overrides {
  /** Labels to keep; a label that the scenario lacks but that names a kind of mode is added with default options. */
  readonly modes?: readonly string[] | undefined;
  readonly repeats?: number | undefined;
  readonly seed?: number | undefined;
  /** Of every load. */
  readonly durationMs?: number | undefined;
  /** Of every mode that keeps a table. */
  readonly store?: StoreOverride | undefined;
}

/** @returns the source as if the file itself said what the flags say. */
export function applyOverrides(
  source: YamlSource,
  { modes, repeats, seed, durationMs, store }: Overrides,
  schemas: ModeSchemas,
  report: Report,
): YamlSource {
  let changed = modes ? keepModes(source, modes, Object.keys(schemas), report) : source;
  if (store) changed = overrideStore(changed, store, schemas, report);
  const set = (path: readonly string[], value: unknown, origin: string) => {
    changed = setValue(changed, { path, origin }, changed.document.createNode(value), report);
  };
  if (repeats !== undefined) set(['repeats'], repeats, `--repeats ${repeats}`);
  if (seed !== undefined) set(['seed'], seed, `--seed ${seed}`);
  if (durationMs !== undefined) {
    const duration = formatDurationMs(durationMs);
    const loads = valueOf(source, 'loads') ?? DEFAULT_LOADS;
    if (loads === DEFAULT_LOADS) set(['loads'], DEFAULT_LOADS, `--duration ${duration}`);
    for (const [id, load] of isMapping(loads) ? Object.entries(loads) : []) {
      if (isMapping(load)) set(['loads', id, 'duration'], duration, `--duration ${duration}`);
    }
  }
  return changed;
}

function keepModes(
  source: YamlSource,
  wanted: readonly string[],
  kinds: readonly string[],
  report: Report,
): YamlSource {
  const written = valueOf(source, 'modes') ?? {};
  if (!isMapping(written)) return source;
  const labels = Object.keys(written);
  const origin = `--modes ${wanted.join(',')}`;
  const known = [...new Set([...labels, ...kinds])];
  const unknown = wanted.filter((label) => !known.includes(label));
  for (const label of unknown) {
    const place = { text: origin, line: Number.POSITIVE_INFINITY };
    report(['modes', label], unknownWord('mode', label, known), place);
  }
  if (unknown.length > 0) return source;
  const document = source.document.clone();
  const map = isMap(document.contents) ? document.contents.get('modes') : undefined;
  const pairs = isMap(map) ? map.items : [];
  const kept = new YAMLMap();
  kept.items = [...new Set(wanted)].map(
    (label) =>
      pairs.find((pair) => isScalar(pair.key) && pair.key.value === label) ??
      new Pair(new Scalar(label), new YAMLMap()),
  );
  const changed = [...labels, ...wanted].filter((label) => labels.includes(label) !== wanted.includes(label));
  // What is not measured is not gated.
  for (const path of Object.keys(valueOf(source, 'gates') ?? {})) {
    if (!wanted.includes(path.split('.', 1)[0] ?? '')) document.deleteIn(['gates', path]);
  }
  const patches = changed.map((label): Patch => ({ path: ['modes', label], origin }));
  if (isMap(map)) map.items = kept.items;
  else document.set('modes', kept);
  return { ...source, document, patches: [...source.patches, ...patches] };
}

function valueOf(source: YamlSource, key: string): unknown {
  const plain = plainValue(source);
  return isMapping(plain) ? plain[key] : undefined;
}
