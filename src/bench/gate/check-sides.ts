import type { GateRule } from '../../core/gate.js';
import type { Scenario } from '../../core/scenario.js';

/**
 * The rules that the base can say something about, and what a reader must know of the others: a mode that is new has
 * nothing to be compared with, which must not stop the change that adds it.
 */
export function checkSides(
  rules: readonly GateRule[],
  base: Scenario,
  head: Scenario,
): { readonly rules: readonly GateRule[]; readonly warnings: readonly string[] } {
  const hasMode = (label: string): boolean => base.modes.some((mode) => mode.label === label);
  const loadOf = ({ loads }: Scenario, id: string): unknown => loads.find((load) => load.id === id);
  const isKnown = ({ mode, load, limit }: GateRule): boolean =>
    limit.kind === 'absolute' || (hasMode(mode) && (load === null || loadOf(base, load) !== undefined));
  const kept = rules.filter(isKnown);
  const left = rules.filter((rule) => !isKnown(rule));
  const differing = [...new Set(kept.flatMap(({ load }) => load ?? []))].filter((id) => {
    const before = loadOf(base, id);
    return before !== undefined && JSON.stringify(before) !== JSON.stringify(loadOf(head, id));
  });
  // The floor is never gated.
  const gone = base.modes.filter(
    ({ label, mode }) => mode !== 'null' && !head.modes.some((other) => other.label === label),
  );
  return {
    rules: kept,
    warnings: [
      ...gone.map(({ label }) => `${label} is not gated: the head has no such mode any more`),
      ...(base.seed === head.seed
        ? []
        : ['the seed differs between the sides: they are not sent the same requests']),
      ...left.map(({ path }) => `${path} is not gated: the base has no such figure`),
      ...differing.map(
        (id) => `loads.${id} differs between the sides: what is compared is not the same load`,
      ),
    ],
  };
}
