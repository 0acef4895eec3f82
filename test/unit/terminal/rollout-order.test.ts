import { describe, expect, it } from 'vitest';

import { drillsNamed } from '../../../src/bench/drill/drills.js';
import { rolloutOrder } from '../../../src/terminal/rollout-order.js';

const none = { to: undefined, 'refresh-every': undefined };

describe('what is asked of a rollout', () => {
  it('is read', () => {
    const flags = { to: 'models/other', 'refresh-every': '1h' };
    expect(rolloutOrder(flags, drillsNamed('kill,refresh'))).toEqual({
      to: 'models/other',
      refreshEveryMs: 3_600_000,
    });
    expect(rolloutOrder(none, drillsNamed('kill'))).toEqual({ to: undefined, refreshEveryMs: undefined });
  });

  it.each([
    [{ ...none, to: 'x' }, 'kill,corrupt-model', '--to'],
    [{ ...none, 'refresh-every': '1h' }, 'rollout', '--refresh-every'],
    [{ ...none, 'refresh-every': '1' }, 'refresh', '--refresh-every'],
  ])('is refused where it is wrong, or no drill looks at it: %o', (flags, drills, named) => {
    expect(() => rolloutOrder(flags, drillsNamed(drills))).toThrow(named);
  });
});
