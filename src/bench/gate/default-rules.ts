import type { GateRule } from '../../core/gate.js';
import type { Scenario } from '../../core/scenario.js';

const SHARE = 0.1;
/** What is gated of each kind of load unless a scenario says otherwise. */
const MAIN_FIGURE = {
  closed: { metric: 'throughputRps', direction: 'decrease' },
  open: { metric: 'p50Us', direction: 'increase' },
} as const;

/** The rules of a scenario; without any: throughput of closed and p50 of open loads of every mode but the floor, 10%. */
export function gateRules({
  gates,
  modes,
  loads,
}: Pick<Scenario, 'gates' | 'modes' | 'loads'>): readonly GateRule[] {
  if (gates && gates.length > 0) return gates;
  return modes
    .filter(({ mode }) => mode !== 'null')
    .flatMap(({ label: mode }) =>
      loads.flatMap(({ id: load, kind }): GateRule[] => {
        if (kind === 'search') return [];
        const { metric, direction } = MAIN_FIGURE[kind];
        const limit = { kind: 'change', direction, share: SHARE } as const;
        return [{ path: `${mode}.${load}.${metric}`, mode, load, metric, limit }];
      }),
    );
}
