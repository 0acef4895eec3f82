import { z } from 'zod';

import { compareSchema } from './compare-contract.js';
import { comparison } from './comparison-contract.js';
import { count, nullableNumber } from './figures-contract.js';
import { drillSchema } from './drill-contract.js';
import { gateSchema } from './gate-contract.js';
import { mode } from './mode-contract.js';

/*
 * The result contract: what `run --json` prints and reports are made from. Types, the JSON Schema in the package and
 * the check of every emitted document come from here. Readers must tolerate keys they do not know: they may be added
 * within a schema version, never renamed or removed.
 */

export const SCHEMA_VERSION = 1;

const run = z.object({
  id: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  status: z.enum(['running', 'finished', 'interrupted']),
  scenario: z.string(),
  question: z.string().optional(),
  scenarioText: z.string(),
  seed: z.int(),
  repeats: count,
  environment: z.object({
    servebench: z.string(),
    node: z.string(),
    platform: z.string(),
    kernel: z.string(),
    cpuModel: z.string(),
    cores: count,
    memoryBytes: count,
    loadAverage: z.number(),
    governor: z.string().nullable(),
    libraries: z.record(z.string(), z.string()),
    gitCommit: z.string().nullable(),
  }),
  model: z.object({ name: z.string(), sha256: z.string() }),
});

const precision = z.object({
  /** `LOAD.METRIC` */
  metric: z.string(),
  /** Half width that was asked for, and that of the widest interval (null without one), as shares of the ratio. */
  target: z.number(),
  reach: nullableNumber,
  reached: z.boolean(),
  repeats: count,
  /** Numbers of repeats after which it was looked at, fixed before the first trial. */
  looks: z.array(count),
});

export const resultSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  run,
  modes: z.record(z.string(), mode),
  comparisons: z.array(comparison),
  /** Only where repeats were added until an interval was tight; then every `ci95` holds for all looks together. */
  precision: precision.optional(),
  warnings: z.array(z.string()),
  /** Only in an export: everything that was recorded, raw histograms included, as `runs import` reads it. */
  raw: z.unknown().optional(),
});

export const sweepSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  sweep: z.object({ path: z.string(), values: z.array(z.unknown()) }),
  runs: z.array(resultSchema),
});

/** Every document that servebench emits about runs, comparisons and gates. */
export const documentSchema = z.union([resultSchema, sweepSchema, compareSchema, gateSchema, drillSchema]);

export type Result = z.infer<typeof resultSchema>;
export type SweepResult = z.infer<typeof sweepSchema>;
