import type { DeploymentRecord } from '../../../src/core/deployment-record.js';
import type { ModeRecord } from '../../../src/core/mode-record.js';
import type { RunRecord } from '../../../src/core/stored-run.js';
import type { TrialRecord } from '../../../src/core/trial-record.js';

/** A run as it begins, with no more in it than the history looks at. */
export function runRecord(id: string, startedAt: string, scenario = 'quickstart'): RunRecord {
  return {
    id,
    startedAt,
    finishedAt: null,
    status: 'running',
    scenario: { name: scenario } as RunRecord['scenario'],
    seed: 1,
    environment: { node: '20.20.2' } as RunRecord['environment'],
    model: { name: 'clicks', sha256: 'abc' },
    warnings: [],
  };
}

export function modeRecord(mode: string): ModeRecord {
  return { mode, kind: mode, prepareMs: 1.5 } as ModeRecord;
}

export function deploymentRecord(block: number, mode: string, readyMs: number): DeploymentRecord {
  return { block, mode, readyMs } as DeploymentRecord;
}

export function trialRecord(block: number, order: number, mode = 'embedded'): TrialRecord {
  const failed: TrialRecord['outcome'] = {
    status: 'failed',
    error: { kind: 'bug', code: 'X', message: `"${mode}" – ✓` },
  };
  const outcome = order % 2 === 0 ? failed : ({ status: 'skipped', reason: 'h'.repeat(3000) } as const);
  return { block, order, attempt: 1 + (order % 2), mode, load: 'steady', outcome };
}
