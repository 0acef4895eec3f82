import { z } from 'zod';
import type { Arrivals, OpenArrivals, OpenLoad } from '../core/load-plan.js';
import { checkVariant } from './check.js';
import { durationMs, loadDurationMs } from './fields.js';
import type { Report } from './mistakes.js';

/** One process sends some 30,000 a second; far beyond, even counting the arrivals would take minutes. */
const MOST_RPS = 1_000_000;

const rate = z.number().positive().max(MOST_RPS);

const ANY = {
  duration: loadDurationMs().default(1000),
  timeout: durationMs().default(10_000),
  maxInFlight: z.int().min(1).default(4096),
};
/** For arrivals that change over time no duration fits most. */
const OVER_TIME = { ...ANY, duration: loadDurationMs() };

/** Fields of an open load by its arrivals. */
const BY_ARRIVALS = {
  constant: z.strictObject({ rate, ...ANY }),
  poisson: z.strictObject({ rate, ...ANY }),
  ramp: z.strictObject({ from: z.number().min(0).max(MOST_RPS), rate, ...OVER_TIME }),
  burst: z.strictObject({ rate, burst: z.int().min(1), ...OVER_TIME }),
  replay: z.strictObject({ speed: z.number().positive().default(1), ...OVER_TIME }),
} satisfies Record<Arrivals, z.ZodObject>;

/** Fields that only some arrivals have, with what to say where they are out of place. */
const MISPLACED: Readonly<Record<string, { readonly of: readonly Arrivals[]; readonly instead: string }>> = {
  from: { of: ['ramp'], instead: 'it belongs to arrivals: ramp' },
  burst: { of: ['burst'], instead: 'it belongs to arrivals: burst' },
  speed: { of: ['replay'], instead: 'it belongs to arrivals: replay' },
  rate: {
    of: ['constant', 'poisson', 'ramp', 'burst'],
    instead: 'requests are due at the time stamps of the log; write speed: 2 for twice its rate',
  },
};

type OpenFields = OpenArrivals & Omit<OpenLoad, 'id' | keyof OpenArrivals>;

/** Reads an open load; its mistakes become those of the schema around it. */
export const OPEN_LOAD = z.looseObject({}).transform((entry, context): OpenFields => {
  const report: Report = (at, text) => {
    context.addIssue({ code: 'custom', path: [...at], message: text });
  };
  return readOpenLoad(entry, report) ?? z.NEVER;
});

function readOpenLoad(entry: Readonly<Record<string, unknown>>, report: Report): OpenFields | undefined {
  const kinds = { noun: 'arrivals', field: 'arrivals', schemas: BY_ARRIVALS, fallback: 'poisson' } as const;
  const found = checkVariant(kinds, withoutMisplaced(entry, report), [], report);
  if (found === undefined) return undefined;
  const { duration, timeout, maxInFlight } = found.value;
  const base = { kind: 'open' as const, durationMs: duration, timeoutMs: timeout, maxInFlight };
  switch (found.variant) {
    case 'constant':
    case 'poisson':
      return { ...base, arrivals: found.variant, rate: found.value.rate };
    case 'ramp':
      return { ...base, arrivals: 'ramp', from: found.value.from, rate: found.value.rate };
    case 'burst':
      checkBurst({ ...found.value, duration }, report);
      return { ...base, arrivals: 'burst', rate: found.value.rate, burst: found.value.burst };
    case 'replay':
      return { ...base, arrivals: 'replay', speed: found.value.speed };
  }
}

/** Reports fields of other arrivals, and leaves them out: as unknown keys they would be taken for typing errors. */
function withoutMisplaced(
  entry: Readonly<Record<string, unknown>>,
  report: Report,
): Readonly<Record<string, unknown>> {
  const { arrivals = 'poisson' } = entry;
  const fields = Object.entries(entry).filter(([key]) => {
    const rule = Object.hasOwn(MISPLACED, key) ? MISPLACED[key] : undefined;
    const isKnown = typeof arrivals === 'string' && Object.hasOwn(BY_ARRIVALS, arrivals);
    if (!rule || !isKnown || rule.of.some((name) => name === arrivals)) return true;
    report([key], `not a field of arrivals: ${arrivals}; ${rule.instead}`);
    return false;
  });
  return Object.fromEntries(fields);
}

function checkBurst(
  load: {
    readonly rate: number;
    readonly burst: number;
    readonly duration: number;
    readonly maxInFlight: number;
  },
  report: Report,
): void {
  const { rate: mean, burst, duration, maxInFlight } = load;
  const everyMs = (burst / mean) * 1000;
  if (everyMs > duration) {
    const every = Number((everyMs / 1000).toPrecision(3));
    report(
      ['burst'],
      `at ${mean}/s a burst of ${burst} comes every ${every} s; expected a duration of at least that`,
    );
  }
  if (burst > maxInFlight) {
    report(
      ['burst'],
      `expected at most maxInFlight (${maxInFlight}), got ${burst}: the rest would be dropped`,
    );
  }
}
