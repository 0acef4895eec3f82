import { extname, resolve } from 'node:path';
import { z } from 'zod';
import type { LogTraffic, TrafficSpec } from '../core/traffic-spec.js';
import { check, checkMapping, checkVariant } from './check.js';
import { share, words } from './fields.js';
import type { Report } from './mistakes.js';
import { probe } from './probe.js';
import { closest, unknownKey } from './suggest.js';

const requests = (count: number) => z.int().min(1).default(count);
const history = (count: number) => z.int().min(0).default(count);
const unseen = share().default(0);

const GENERATORS = {
  zipf: z.strictObject({
    skew: z.number().positive().default(0.99),
    requests: requests(100_000),
    history: history(100_000),
    unseen,
    labels: z.literal('model').exactOptional(),
  }),
  random: z.strictObject({ requests: requests(10_000), history: history(0), unseen }),
};

const LOG = z.strictObject({
  log: words(),
  split: share()
    .refine((split) => split < 1, 'expected a share below 1: something must be left to replay')
    .default(0.8),
  label: words().exactOptional(),
  timestamp: words().exactOptional(),
});

const FORMATS: Readonly<Record<string, LogTraffic['format']>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
};

const ALL_KEYS = [...new Set(['generator', ...Object.values(GENERATORS).flatMap(keysOf), ...keysOf(LOG)])];

/**
 * Reads `traffic:`: a generator or a log. Missing traffic is drawn: for a model with a card from a Zipf distribution
 * over its domain, for a bare graph, which has no domain, at random.
 */
export async function readTraffic(
  raw: unknown,
  context: { readonly folder: string; readonly isBareModel: boolean },
  report: Report,
): Promise<TrafficSpec | undefined> {
  if (raw === undefined || raw === null) {
    return context.isBareModel
      ? { kind: 'random', ...GENERATORS.random.parse({}) }
      : { kind: 'zipf', ...GENERATORS.zipf.parse({}) };
  }
  const traffic = checkMapping(raw, ['traffic'], report);
  if (traffic === undefined) return undefined;
  const isLog = Object.hasOwn(traffic, 'log');
  const isGenerator = Object.hasOwn(traffic, 'generator');
  if (isLog && isGenerator) report(['traffic'], 'expected either generator or log, found both');
  else if (isLog) return readLog(traffic, context.folder, report);
  else if (isGenerator) return readGenerator(traffic, report);
  else reportNeither(Object.keys(traffic), report);
  return undefined;
}

function readGenerator(traffic: Readonly<Record<string, unknown>>, report: Report): TrafficSpec | undefined {
  const kind = { noun: 'generator', field: 'generator', schemas: GENERATORS };
  const found = checkVariant(kind, traffic, ['traffic'], report);
  if (found?.variant === 'zipf') return { kind: 'zipf', ...found.value };
  return found && { kind: 'random', ...found.value };
}

async function readLog(
  traffic: Readonly<Record<string, unknown>>,
  folder: string,
  report: Report,
): Promise<LogTraffic | undefined> {
  const fields = check(LOG, traffic, ['traffic'], report);
  const written = typeof traffic['log'] === 'string' ? traffic['log'] : '';
  if (written === '') return undefined;
  const file = resolve(folder, written);
  const format = FORMATS[extname(file).toLowerCase()];
  const found = await probe(file, written);
  if (format === undefined) {
    report(
      ['traffic', 'log'],
      `expected a log that ends in ${Object.keys(FORMATS).join(', ')}, got ${written}`,
    );
  }
  if (typeof found === 'object') report(['traffic', 'log'], found.problem);
  if (found === 'folder') report(['traffic', 'log'], `expected a file, but ${written} is a folder`);
  if (fields === undefined || format === undefined || found !== 'file') return undefined;
  const { log: _, ...rest } = fields;
  return { kind: 'log', file, format, ...rest };
}

/** A misspelt `generator` or `log` explains why neither was found: then that is all that is said. */
function reportNeither(keys: readonly string[], report: Report): void {
  const unknown = keys.filter((key) => !ALL_KEYS.includes(key));
  for (const key of unknown) report(['traffic', key], unknownKey(key, ALL_KEYS));
  if (unknown.some((key) => ['generator', 'log'].includes(closest(key, ALL_KEYS) ?? ''))) return;
  const generators = Object.keys(GENERATORS).join(' or ');
  report(['traffic'], `expected either generator (${generators}) or log (a file), found neither`);
}

function keysOf(schema: z.ZodObject): string[] {
  return Object.keys(schema.shape);
}
