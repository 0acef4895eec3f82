import { z } from 'zod';

export const GATE_VERSION = 1;

const nullable = z.number().nullable();

const side = z.object({
  /** What it is called: the scenario's file, with the changes of `--set` or the git ref. */
  title: z.string(),
  /** Id in the history; null where the gate ended before it began. */
  run: z.string().nullable(),
  model: z.object({ name: z.string(), sha256: z.string() }).nullable(),
});

const limit = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('change'), direction: z.enum(['increase', 'decrease']), share: z.number() }),
  z.object({ kind: z.literal('absolute'), bound: z.enum(['least', 'most']), value: z.number() }),
  z.object({ kind: z.literal('exact') }),
]);

/**
 * Head against base (against the bound of an absolute limit), over pairs of fresh deployments; against a baseline, over
 * trials of both in units of the canary of their round.
 */
const ratio = z.object({
  ratio: z.number(),
  /** One-sided 95% bounds, each valid alone, for all planned looks together; null below 3 pairs. */
  bounds95: z.tuple([z.number(), z.number()]).nullable(),
  /** Against a baseline, valid trials of the head. */
  pairs: z.number(),
});

/** The canary of today divided by that of a baseline, with one-sided 95% bounds. */
const canaryRatio = z.object({ ratio: z.number(), bounds95: z.tuple([z.number(), z.number()]).nullable() });

const baseline = z.object({
  name: z.string(),
  setAt: z.string(),
  /** Rounds that were measured then. */
  rounds: z.number(),
  /**
   * How the machine of today compares with that of then: the `change` of every relative limit has it taken out, but for
   * rates of open loops, which are given. null where the baseline was set for figures without noise alone.
   */
  canary: z
    .object({
      throughput: canaryRatio,
      latency: canaryRatio,
      /** Beyond this share, up or down, nothing is judged. */
      mostChange: z.number(),
    })
    .nullable(),
});

const rule = z.object({
  /** `embedded.saturation.throughputRps` */
  path: z.string(),
  mode: z.string(),
  load: z.string().nullable(),
  metric: z.string(),
  unit: z.string(),
  limit,
  /**
   * The figures of both sides in `unit`: geometric means of the valid trials that `change` compares, without those of
   * `confirmation`. null where no trial was valid.
   */
  base: nullable,
  head: nullable,
  change: ratio.nullable(),
  /** Fresh trials, where the first ones looked broken. */
  confirmation: ratio.nullable(),
  verdict: z.enum(['pass', 'fail', 'inconclusive']),
  /** Why, in words. */
  reason: z.string(),
  /** Rounds in all that would probably settle an inconclusive one; null where it cannot be told. */
  roundsToSettle: nullable,
  /** Smallest change that A/A runs of this machine could see, as a share; null where none were made. */
  noiseFloor: nullable,
});

/** What `gate --json` prints. */
export const gateSchema = z.object({
  schemaVersion: z.literal(GATE_VERSION),
  gate: z.object({
    /** In the history; `report` renders it again. */
    id: z.string(),
    startedAt: z.string(),
    scenario: z.string(),
    verdict: z.enum(['pass', 'fail', 'inconclusive']),
    base: side,
    head: side,
    /** Only where the base is a stored baseline. */
    baseline: baseline.optional(),
    /** Interleaved pairs of deployments, without those of confirmations. */
    rounds: z.number(),
    elapsedMs: z.number(),
    timeLimitMs: z.number(),
    /** Modes that failed on a side: nothing is known of their rules. */
    failed: z.array(z.object({ mode: z.string(), side: z.enum(['base', 'head']), message: z.string() })),
  }),
  rules: z.array(rule),
  warnings: z.array(z.string()),
});

export type GateResult = z.infer<typeof gateSchema>;
