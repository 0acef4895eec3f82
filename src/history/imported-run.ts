import { z } from 'zod';

import { UserError } from '../core/errors.js';
import type { StoredRun } from '../core/stored-run.js';
import { decodeHistogram } from '../statistics/histogram.js';

/*
 * What is checked of a run that comes from elsewhere: all that figures are derived from, and what the history's keys
 * need. Keys that are not named here pass through as they are.
 */

const count = z.int().min(0);
const nullable = z.number().nullable();
const errorRecord = z.looseObject({
  kind: z.enum(['user', 'deployment', 'bug']),
  code: z.string(),
  message: z.string(),
});
const histogram = z.string().refine(isHistogram, 'expected an HdrHistogram (V2, compressed, base64)');
const histograms = z.record(z.string(), histogram);

const load = z.looseObject({
  kind: z.enum(['closed', 'open']),
  durationMs: z.number().positive(),
  requests: z.looseObject({ sent: count, completed: count, errors: count, timeouts: count, dropped: count }),
  outcomes: z.record(z.string(), count),
  latency: histograms,
  serviceTime: histograms,
  lateness: histogram.optional(),
  errorSamples: z.array(z.string()),
});

const outcome = z.discriminatedUnion('status', [
  z.looseObject({
    status: z.literal('measured'),
    measurement: z.looseObject({
      load,
      cpuUs: z.looseObject({
        application: nullable,
        modelServers: nullable,
        stores: nullable,
        load: z.number(),
      }),
      memory: z.looseObject({ rssBytes: z.number(), anonBytes: nullable, processes: count }).nullable(),
      ping: z.looseObject({ latency: histogram }).nullish(),
      validity: z.looseObject({ valid: z.boolean(), reasons: z.array(z.string()) }),
    }),
  }),
  z.looseObject({ status: z.literal('failed'), error: errorRecord }),
  z.looseObject({ status: z.literal('skipped'), reason: z.string() }),
]);

const run = z.looseObject({
  id: z.string().regex(/^[0-9a-f]{8}$/, 'expected eight hexadecimal digits'),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  status: z.enum(['running', 'finished', 'interrupted']),
  scenario: z.looseObject({
    name: z.string(),
    text: z.string(),
    modes: z.array(z.looseObject({ label: z.string(), mode: z.string() })),
    loads: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
    objectives: z.looseObject({ latencyUs: z.record(z.string(), z.number()) }),
    repeats: count,
    gates: z
      .array(
        z.looseObject({
          path: z.string(),
          mode: z.string(),
          load: z.string().nullable(),
          metric: z.string(),
        }),
      )
      .optional(),
  }),
  seed: z.int(),
  environment: z.looseObject({
    node: z.string(),
    cpuModel: z.string(),
    cores: count,
    memoryBytes: count,
    platform: z.string(),
    libraries: z.record(z.string(), z.string()),
    gitCommit: z.string().nullable(),
  }),
  model: z.looseObject({ name: z.string(), sha256: z.string() }),
  warnings: z.array(z.string()),
});

const trial = z.looseObject({
  block: count,
  order: count,
  attempt: z.int().min(1),
  mode: z.string(),
  load: z.string(),
  outcome,
});

const storedRun = z.looseObject({
  run,
  modes: listOf(z.looseObject({ mode: z.string(), kind: z.string(), prepareMs: nullable }), ['mode']),
  deployments: listOf(z.looseObject({ block: count, mode: z.string(), readyMs: nullable }), [
    'block',
    'mode',
  ]),
  trials: listOf(trial, ['block', 'order']),
});

/** @param key fields by which the history tells one item from another: no two may share them. */
function listOf<T extends z.ZodType<Readonly<Record<string, unknown>>>>(item: T, key: readonly string[]) {
  return z.array(item).superRefine((items, context) => {
    const seen = new Map<string, number>();
    for (const [index, fields] of items.entries()) {
      const values = JSON.stringify(key.map((field) => fields[field]));
      const first = seen.get(values);
      if (first === undefined) seen.set(values, index);
      else {
        const message = `the same ${key.join(' and ')} as number ${first}`;
        context.addIssue({ code: 'custom', path: [index], message });
      }
    }
  });
}

function isHistogram(text: string): boolean {
  try {
    decodeHistogram(text);
    return true;
  } catch {
    return false;
  }
}

const MOST_SHOWN = 5;

/**
 * The raw run inside an exported document. @param file for messages
 * @throws UserError IMPORT_INVALID naming the first fields that are wrong
 */
export function readStoredRun(raw: unknown, file: string): StoredRun {
  const parsed = storedRun.safeParse(raw);
  if (parsed.success) return parsed.data as unknown as StoredRun;
  const issues = parsed.error.issues
    .slice(0, MOST_SHOWN)
    .map(({ path, message }) => `raw.${path.map(String).join('.')}: ${message}`);
  throw invalidRun(file, issues.join('; '));
}

/** @param reason completes the sentence "... is not an exported run: ...". */
export function invalidRun(file: string, reason: string): UserError {
  return new UserError(
    'IMPORT_INVALID',
    `${file} is not an exported run: ${reason}`,
    'export it again: servebench runs export RUN',
  );
}
