import { join } from 'node:path';

import type { CoverageReport } from '../core/coverage-report.js';
import type { Scenario } from '../core/scenario.js';
import type { CurveRequest } from '../precompute/curve/measure-curve.js';
import type { CoverageProgress, CoverageSpec } from '../precompute/curve/role.js';
import { storeTarget, type StoreOptions } from '../serving/store-options.js';
import { createEta } from './eta.js';
import { loadModel } from './load-model.js';
import { watch, withProcess, type ProcessSettings } from './with-process.js';

/**
 * Reads the traffic of a scenario in a process of its own, and measures what tables of every size would have answered.
 * @throws UserError for traffic that cannot be read or does not fit the model; the signal's reason when interrupted
 */
export async function measureCoverage(
  scenario: Scenario,
  request: CurveRequest & { readonly store: StoreOptions },
  settings: ProcessSettings,
): Promise<CoverageReport> {
  const card = await loadModel(scenario.model);
  const { store, ...curve } = request;
  const specOf = (workDir: string): CoverageSpec => ({
    scenario: scenario.name,
    card,
    traffic: scenario.traffic,
    seed: scenario.seed,
    store: store.store,
    sampleTarget: storeTarget(store, join(workDir, 'sample')),
  });
  return withProcess({ role: 'coverage', title: 'coverage', specOf }, settings, (started) => {
    const eta = createEta();
    return watch(
      started,
      started.call<CoverageReport>('measure', curve),
      settings,
      ({ requests, total }: CoverageProgress) => {
        eta.update(requests, performance.now());
        const words =
          total === 0
            ? 'looking through the log'
            : `${requests.toLocaleString('en')} of ${total.toLocaleString('en')} requests`;
        settings.progress.step(words, total === 0 ? 0 : eta.remainingMs(total));
      },
    );
  });
}
