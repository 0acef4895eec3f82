import { z } from 'zod';

import { period, pings, series } from './drill-figures.js';

export const DRILL_VERSION = 1;

const count = z.int().min(0);
const nullable = z.number().nullable();

const drilled = z.object({
  status: z.literal('drilled'),
  /** What was done, and when: milliseconds since the event. */
  timeline: z.array(z.object({ ms: z.number(), what: z.string() })),
  /** Of the whole load: sent = answered + failed, scheduled = sent + neverSent. */
  requests: z.object({
    scheduled: count,
    sent: count,
    answered: count,
    failed: count,
    timeouts: count,
    shed: count,
    /** Too many were outstanding, or the load process fell behind. */
    neverSent: count,
  }),
  /** From here on an answer is slow, and where that comes from. */
  slowLimit: z.object({ us: z.number(), from: z.string() }),
  before: period,
  sinceEvent: period,
  series,
  /** Longest stretch without an answered request that touches the time since the event; 0 where none is slow. */
  outageMs: z.number(),
  /**
   * From the event until the last request was due that failed, was never sent as too many were outstanding, or was slow
   * among more slow ones than is usual: more than a tenth of those of half a second, and more than twice as many as in
   * the worst half second before the event. The same is asked of failed ones where some failed before the event. 0
   * without such a request; null where it cannot be seen to be over: less than half of what was due in the last half
   * second of the load was sent and got well.
   */
  recoveryMs: nullable,
  /** From the event until what it broke was whole again, as its supervisor sees it; null where it never was. */
  backMs: nullable.optional(),
  /** Why it did not come back, or what else went wrong. */
  problem: z.string().optional(),
  /** Which versions answered since the event: milliseconds from the event to the first and last answer of each. */
  versions: z.array(z.object({ model: z.string(), answers: count, firstMs: z.number(), lastMs: z.number() })),
  /** Only of drills that bring a new version. Null where it did not come about while the load ran. */
  newVersion: z
    .object({
      model: z.string(),
      /** From the event to the first answer of the new version. */
      firstMs: nullable,
      /** To the end of the last answer of another one; null where such answers still came in the last half second. */
      allMs: nullable,
      /** In between: both versions answered. */
      mixedMs: nullable,
      /** Answers, of either version, in that time. */
      mixedAnswers: count.nullable(),
    })
    .optional(),
  /** Only of drills that move a mode to the next version. */
  rollOut: z
    .object({
      /** As it is done in this mode, in words. */
      how: z.string(),
      /** From the event until nothing was left to do; null where it was refused or not over. */
      doneMs: nullable,
      /** CPU time of the processes that were started for it; null where those that answer did it, too. */
      cpuSeconds: nullable,
      bytesWritten: count.nullable(),
      /** Of what is computed ahead: until it was published. */
      buildMs: nullable,
      /** Answers after the load that differ from those of the new version; null where it is not in place. */
      parityMismatches: count.nullable(),
    })
    .optional(),
  /**
   * Only of refresh, with an interval: how old the version behind an answer is. It ages from 0 as it is begun, is
   * behind all answers `newVersion.allMs` later, and stays until the one that is begun an interval later is: between
   * `allMs` and `everyMs + allMs` old, evenly spread. Null where a refresh takes longer than the interval, or was not
   * over.
   */
  freshness: z
    .object({
      everyMs: z.number(),
      ageP50Ms: nullable,
      ageMaxMs: nullable,
      /** Line of a crontab, for what is computed ahead by a job. */
      cron: z.string().optional(),
    })
    .optional(),
  /** Only of corrupt-model: versions that must not be served, in the order in which they were rolled out. */
  offers: z
    .array(
      z.object({
        what: z.string(),
        model: z.string(),
        /** Why the mode would not serve it; null where it did. */
        refused: z.string().nullable(),
        /** What callers got of it. */
        answers: count,
      }),
    )
    .optional(),
  /** Only of overload. */
  overload: z
    .object({
      /** What a closed loop got answered before. */
      capacityRps: z.number(),
      /** What was due, and what really left the load process. */
      rateRps: z.number(),
      sentRps: z.number(),
      durationMs: z.number(),
      /** Of requests that were due while it lasted. */
      during: period,
      /** From its end, as the other `recoveryMs`. */
      recoveryMs: nullable,
    })
    .optional(),
  /** What the application did about its model servers from before the load to its end. */
  balancer: z.object({ retries: count, ejections: count, breakerOpened: count }).optional(),
  /** `/app/ping`, a route without the model; null where nothing but predictions may be asked. */
  ping: z.object({ before: pings, sinceEvent: pings, outageMs: z.number() }).nullable(),
  /** The load process itself: how late it sent, 99th percentile. */
  sendLatenessP99Us: nullable,
});

const outcome = z.discriminatedUnion('status', [
  drilled,
  z.object({ status: z.literal('inapplicable'), reason: z.string() }),
  z.object({ status: z.literal('failed'), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** What `drill --json` prints. */
export const drillSchema = z.object({
  schemaVersion: z.literal(DRILL_VERSION),
  drill: z.object({
    /** In the history; `report` renders it again. */
    id: z.string(),
    scenario: z.string(),
    startedAt: z.string(),
    seed: z.number(),
    model: z.object({ name: z.string(), sha256: z.string() }),
    machine: z.object({ cpuModel: z.string(), cores: z.number(), node: z.string() }),
    /** Open, at a constant rate; the event is `eventMs` after its start. */
    load: z.object({
      rateRps: z.number(),
      durationMs: z.number(),
      eventMs: z.number(),
      timeoutMs: z.number(),
      maxInFlight: z.number(),
    }),
    restartAfterMs: z.number(),
    hangMs: z.number(),
    overloadFactor: z.number(),
  }),
  drills: z.array(
    z.object({
      drill: z.string(),
      /** What is done to a mode. */
      summary: z.string(),
      modes: z.record(z.string(), outcome),
    }),
  ),
  warnings: z.array(z.string()),
});

export type DrillResult = z.infer<typeof drillSchema>;
export type DrillOutcome = z.infer<typeof outcome>;
export type Drilled = z.infer<typeof drilled>;
