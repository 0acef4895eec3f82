import { z } from 'zod';

import type { WriteBackSettings } from '../../core/predictor-spec.js';
import type { Scenario } from '../../core/scenario.js';
import type { KeySpec } from '../../precompute/key-set.js';
import { innerModeOption } from '../inner-mode.js';
import { checkStoreOptions, STORE_FIELDS, type StoreOptions } from '../store-options.js';

const KEYS_ERROR = 'expected "full", { top: N } or { oov: true }';

/** Which rows the table holds. */
const keys = z
  .union(
    [
      /** Every combination of known values. */
      z.literal('full'),
      z
        .strictObject({
          /** The most requested keys of the history; without it the full domain. */
          top: z.int().min(1).optional(),
          /** Rows for values outside the vocabulary, too: then the table answers everything that it was built for. */
          oov: z.boolean().default(false),
        })
        .refine(({ top, oov }) => top !== undefined || oov, KEYS_ERROR),
    ],
    { error: KEYS_ERROR },
  )
  .default({ top: 100_000, oov: false });

const WRITE_BACK: WriteBackSettings = { maxRows: 100_000, maxQueue: 1000 };

/** What `onMiss` may say besides another mode. */
export const MISS_WORDS = ['miss', 'default', 'back-off'] as const;

const onMiss = z.union(
  [
    innerModeOption,
    /** Features, in the order in which they are dropped. */
    z.strictObject({ backOff: z.array(z.string()).min(1, 'expected at least one feature') }),
  ],
  { error: `expected ${MISS_WORDS.join(', ')}, { backOff: [FEATURE, ...] }, or a mode` },
);

const fields = z.strictObject({
  ...STORE_FIELDS,
  keys,
  /**
   * `auto`: the table that `servebench precompute` published, if it is the very one that would be built, else a new
   * one. `build`: always a new one. Anything else names a published table, which is taken whatever its keys.
   */
  table: z
    .string()
    .regex(/^[a-z0-9][\w.-]*$/i, 'expected auto, build or the name of a published table')
    .default('auto'),
  /**
   * Who answers what the table does not have: nobody (`miss`), the mean prediction over the history (`default`), a row
   * of a coarser key (`back-off`; features are dropped in a derived order, or in the one stated), or another mode.
   */
  onMiss: onMiss.default('miss'),
  /**
   * Answers of the mode in `onMiss` are written beside the table by the application, and read from there: in the same
   * store, by this deployment alone, for as long as it lives.
   */
  writeBack: z
    .union(
      [
        z.boolean(),
        z.strictObject({
          maxRows: z.int().min(1).max(10_000_000).default(WRITE_BACK.maxRows),
          /** Rows that wait to be written; more are dropped. */
          maxQueue: z.int().min(1).max(1_000_000).default(WRITE_BACK.maxQueue),
        }),
      ],
      { error: 'expected true, false or { maxRows: N, maxQueue: N }' },
    )
    .default(false),
});

export const precomputedOptions = fields.superRefine(checkStoreOptions).superRefine(checkWriteBack);

export const hybridOptions = fields
  .extend({ onMiss: onMiss.default('embedded') })
  .superRefine(checkStoreOptions)
  .superRefine(checkWriteBack);

/** Only what a model answers is written. */
function checkWriteBack(
  { onMiss: named, writeBack }: Pick<z.infer<typeof fields>, 'onMiss' | 'writeBack'>,
  context: z.RefinementCtx,
): void {
  const isLive = typeof named === 'string' ? !MISS_WORDS.some((word) => word === named) : 'mode' in named;
  if (writeBack === false || isLive) return;
  const message = 'needs a mode in onMiss, such as embedded: nothing else has answers to write';
  context.addIssue({ code: 'custom', path: ['writeBack'], message });
}

/** @returns undefined where nothing is written back */
export function writeBackOf({
  writeBack,
}: Pick<PrecomputedOptions, 'writeBack'>): WriteBackSettings | undefined {
  if (writeBack === false) return undefined;
  return writeBack === true ? WRITE_BACK : writeBack;
}

export type PrecomputedOptions = z.infer<typeof precomputedOptions>;

/** The keys that a scenario asks for, as a job takes them. */
export function keysOf(options: Pick<PrecomputedOptions, 'keys'>): { keys: KeySpec; oov: boolean } {
  if (options.keys === 'full') return { keys: { kind: 'full' }, oov: false };
  const { top, oov } = options.keys;
  return { keys: top === undefined ? { kind: 'full' } : { kind: 'top', rows: top }, oov };
}

/** What the first mode with a table in a scenario asks for; the defaults of `precomputed` where there is none. */
export function tableOptionsOf({ modes }: Pick<Scenario, 'modes'>): {
  store: StoreOptions;
  keys: KeySpec;
  oov: boolean;
} {
  const entry = modes.find(({ mode }) => mode === 'precomputed' || mode === 'hybrid');
  const options = precomputedOptions.parse(entry?.options ?? {});
  const { keys: _keys, table: _table, onMiss: _onMiss, writeBack: _writeBack, ...store } = options;
  return { store, ...keysOf(options) };
}
