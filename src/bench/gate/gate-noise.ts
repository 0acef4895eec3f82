import type { GateRule } from '../../core/gate.js';
import type { NoiseFloor, NoiseRecord } from '../../core/noise-floor.js';

/**
 * The noise floor of a rule's figure on this machine, from the newest A/A run of the same scenario, mode and load.
 * @param records of this hardware, newest first @returns undefined where none was measured
 */
export function noiseOf(
  rule: GateRule,
  scenario: string,
  records: readonly NoiseRecord[],
): NoiseFloor | undefined {
  return records
    .filter((record) => record.scenario === scenario && record.mode === rule.mode)
    .flatMap(({ floors }) =>
      floors.filter(({ load, metric }) => load === rule.load && metric === rule.metric),
    )[0];
}

/** True where the change that a rule allows cannot be seen on this machine. */
export function isBelowNoise({ limit }: GateRule, noise: NoiseFloor | undefined): boolean {
  return limit.kind === 'change' && noise !== undefined && limit.share < noise.floor;
}
