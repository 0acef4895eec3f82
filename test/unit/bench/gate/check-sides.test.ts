import { describe, expect, it } from 'vitest';

import { checkSides } from '../../../../src/bench/gate/check-sides.js';
import { gateRules } from '../../../../src/bench/gate/default-rules.js';
import type { Scenario } from '../../../../src/core/scenario.js';

const scenario = (labels: readonly string[], seed = 1): Scenario =>
  ({
    modes: labels.map((label) => ({ label, mode: label, options: {} })),
    loads: [{ id: 'full', kind: 'closed', durationMs: 100 }],
    seed,
  }) as unknown as Scenario;

describe('both sides of a gate', () => {
  it('names the modes that the head has lost, and does not gate those that it has gained', () => {
    const [base, head] = [scenario(['null', 'old', 'kept']), scenario(['kept', 'new'])];
    const { rules, warnings } = checkSides(gateRules(head), base, head);
    expect(rules.map(({ path }) => path)).toEqual(['kept.full.throughputRps']);
    expect(warnings).toEqual([
      'old is not gated: the head has no such mode any more',
      'new.full.throughputRps is not gated: the base has no such figure',
    ]);
  });

  it('says that another seed sends other requests', () => {
    const [base, head] = [scenario(['a']), scenario(['a'], 2)];
    expect(checkSides(gateRules(head), base, head).warnings).toEqual([
      'the seed differs between the sides: they are not sent the same requests',
    ]);
  });
});
