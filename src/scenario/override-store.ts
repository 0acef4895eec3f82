import { allowedKeys } from './allowed-keys.js';
import { isMapping } from './check.js';
import type { Report } from './mistakes.js';
import type { ModeSchemas } from './modes-section.js';
import { setValue } from './set-value.js';
import { plainValue, type YamlSource } from './yaml-source.js';

/** Where prediction tables are to be kept, whatever the scenario says. */
export interface StoreOverride {
  /** Id of a store. */
  readonly store: string;
  /** Of a server; left out for a store that is a folder. */
  readonly url?: string;
}

/** @returns the source with the store of every mode that has one replaced; a scenario without any is reported. */
export function overrideStore(
  source: YamlSource,
  { store, url }: StoreOverride,
  schemas: ModeSchemas,
  report: Report,
): YamlSource {
  const origin = `--store ${url ?? store}`;
  const labels = labelsWithStore(plainValue(source), schemas);
  if (labels.length === 0) {
    const place = { text: origin, line: Number.POSITIVE_INFINITY };
    report(['modes'], 'no mode of the scenario keeps a prediction table', place);
  }
  return labels.reduce((changed, label) => {
    const set = (target: YamlSource, key: string, value: string): YamlSource =>
      setValue(target, { path: ['modes', label, key], origin }, target.document.createNode(value), report);
    const stored = set(changed, 'store', store);
    return url === undefined ? withoutUrl(stored, label) : set(stored, 'url', url);
  }, source);
}

/** Modes whose options have a `store`: by their schema, so that no kind of mode is named here. */
function labelsWithStore(plain: unknown, schemas: ModeSchemas): string[] {
  const modes = isMapping(plain) && isMapping(plain['modes']) ? plain['modes'] : {};
  return Object.entries(modes).flatMap(([label, entry]) => {
    const kind = (isMapping(entry) ? entry['mode'] : undefined) ?? label;
    const schema = typeof kind === 'string' && Object.hasOwn(schemas, kind) ? schemas[kind] : undefined;
    return schema && allowedKeys(schema, []).includes('store') ? [label] : [];
  });
}

function withoutUrl(source: YamlSource, label: string): YamlSource {
  const document = source.document.clone();
  if (document.hasIn(['modes', label, 'url'])) document.deleteIn(['modes', label, 'url']);
  return { ...source, document };
}
