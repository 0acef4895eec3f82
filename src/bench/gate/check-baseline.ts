import { CANARY_VERSION } from '../../canary/workload.js';
import type { BaselineRecord } from '../../core/baseline.js';
import { UserError } from '../../core/errors.js';
import type { Scenario } from '../../core/scenario.js';
import type { Environment, RunRecord } from '../../core/stored-run.js';

/**
 * Holds a baseline against the machine and the scenario of today.
 * @returns what makes the comparison doubtful, in words
 * @throws UserError BASELINE_ELSEWHERE naming what differs, BASELINE_OTHER_SCENARIO, BASELINE_OLD
 */
export function checkBaseline(
  record: BaselineRecord,
  run: Pick<RunRecord, 'environment' | 'scenario'>,
  head: Scenario,
  environment: Environment,
): string[] {
  const { name, scenario } = record;
  const again = `servebench baseline set ${name} SCENARIO, on this machine`;
  if (scenario !== head.name) {
    throw new UserError(
      'BASELINE_OTHER_SCENARIO',
      `the baseline ${name} is of the scenario ${scenario}, not of ${head.name}`,
      'name a baseline of this scenario: servebench baseline list',
    );
  }
  const differences = machineDifferences(run.environment, environment);
  if (differences.length > 0) {
    throw new UserError(
      'BASELINE_ELSEWHERE',
      `the baseline ${name} is from another machine: ${differences.join('; ')}`,
      `${again}, or gate against the other version itself (--base)`,
    );
  }
  if (record.canaryVersion !== CANARY_VERSION) {
    throw new UserError(
      'BASELINE_OLD',
      `the baseline ${name} was set with another canary, of an earlier or later servebench`,
      again,
    );
  }
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const { node, governor } = run.environment;
  return [
    ...(same(run.scenario.traffic, head.traffic)
      ? []
      : ['traffic differs between the sides: they do not answer the same requests']),
    ...(node === environment.node
      ? []
      : [`the baseline is from Node ${node}, the head runs on ${environment.node}`]),
    ...(governor === environment.governor ? [] : ['the CPU governor differs between the sides']),
  ];
}

/** What two environments must share for figures to be compared, with both values; nothing where they do. */
export function machineDifferences(base: Environment, other: Environment): string[] {
  return Object.entries(READ).flatMap(([what, read]) => {
    const [a, b] = [read(base), read(other)];
    return a === b ? [] : [`${what} ${a} and ${b}`];
  });
}

const READ: Readonly<Record<string, (environment: Environment) => string>> = {
  processor: ({ cpuModel }) => cpuModel,
  cores: ({ cores }) => String(cores),
  memory: ({ memoryBytes }) => `${Math.round(memoryBytes / 2 ** 30)} GiB`,
  platform: ({ platform }) => platform,
  // System calls and the loopback interface change with it; patches of one release do not.
  kernel: ({ kernel }) => kernel.split('.', 2).join('.'),
  Node: ({ node }) => node.split('.', 1)[0] ?? node,
};
