import { describe, expect, it } from 'vitest';

import { keysOf, precomputedOptions, tableOptionsOf } from '../../../../src/serving/precomputed/options.js';

describe('the options of precomputed', () => {
  it.each([
    [{}, { kind: 'top', rows: 100_000 }, false],
    [{ keys: 'full' }, { kind: 'full' }, false],
    [{ keys: { top: 5 } }, { kind: 'top', rows: 5 }, false],
    [{ keys: { top: 5, oov: true } }, { kind: 'top', rows: 5 }, true],
    [{ keys: { oov: true } }, { kind: 'full' }, true],
  ])('%j name the keys', (options, keys, oov) => {
    expect(keysOf(precomputedOptions.parse(options))).toEqual({ keys, oov });
  });

  it.each([{ keys: 'all' }, { keys: {} }, { keys: { oov: false } }, { keys: { top: 0 } }, { table: '../x' }])(
    '%j are refused',
    (options) => {
      expect(precomputedOptions.safeParse(options).success).toBe(false);
    },
  );

  it('are those of the first precomputed mode of a scenario, else the defaults', () => {
    const mode = { label: 'table', mode: 'precomputed', options: precomputedOptions.parse({ keys: 'full' }) };
    const other = { label: 'null', mode: 'null', options: {} };
    expect(tableOptionsOf({ modes: [other, mode] })).toEqual({
      store: { store: 'sqlite', timeoutMs: 1000 },
      keys: { kind: 'full' },
      oov: false,
    });
    expect(tableOptionsOf({ modes: [other] }).keys).toEqual({ kind: 'top', rows: 100_000 });
  });
});
