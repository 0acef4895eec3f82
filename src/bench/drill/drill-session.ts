import { dirname } from 'node:path';

import { errorRecord, UserError, type ErrorRecord } from '../../core/errors.js';
import type { Scenario } from '../../core/scenario.js';
import { newRunId } from '../../history/history.js';
import { createProcessGroup, type ProcessGroup } from '../../processes/process-group.js';
import type { DrillOutcome } from '../../result/drill-contract.js';
import { deployMode, type DeployedMode, type PreparedMode } from '../deploy-mode.js';
import { startLoadProcess, type LoadProcess } from '../load-process.js';
import type { OpenRun, RunSettings } from '../open-run.js';
import { WARM_UP_MS } from '../plan-trials.js';
import { createWorkDir, type WorkDir } from '../work-dir.js';
import { drillMode } from './drill-mode.js';
import type { Drill, DrillOrder } from './drill.js';
import { prepareReleases, type Releases } from './versions/prepare-releases.js';

export type DrillSettings = Pick<RunSettings, 'modes' | 'progress' | 'stateDir' | 'cwd' | 'signal'>;

/** What is up between two drills, and how much is still to come. */
export class DrillSession {
  private load: LoadProcess | undefined;
  private releases: Releases | undefined;
  private workDir: WorkDir | undefined;
  private readonly processes: ProcessGroup;
  private remainingMs: number;

  constructor(
    drills: readonly Drill[],
    private readonly scenario: Scenario,
    private readonly order: DrillOrder,
    private readonly run: OpenRun,
    private readonly settings: DrillSettings,
  ) {
    this.processes = createProcessGroup(settings.signal);
    this.remainingMs = drills.length * scenario.modes.length * this.eachMs();
  }

  /** @throws UserError where the version that was named is none of the model */
  async prepareReleases(): Promise<void> {
    const { scenario, order, processes } = this;
    const { card, checks } = this.run.parts;
    this.workDir = await createWorkDir(this.settings.stateDir, newRunId());
    const folder = this.workDir.path;
    this.releases = await prepareReleases({ card, checks, to: order.to, scenario, folder, processes });
  }

  /** A mode that fails is an outcome, and leaves no process behind. */
  async attempt(drill: Drill, label: string): Promise<DrillOutcome> {
    const { signal, progress } = this.settings;
    const show = (what: string): void => progress.step(`${drill.id} of ${label}: ${what}`, this.remainingMs);
    signal.throwIfAborted();
    show('deploying');
    try {
      return await this.drill(drill, this.preparedMode(label), show);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UserError) throw error;
      // It may still be driving: a fresh one drives the rest.
      await this.stopLoad();
      return failure(errorRecord(error));
    } finally {
      this.remainingMs -= this.eachMs();
    }
  }

  async stop(): Promise<void> {
    await this.stopLoad();
    await this.processes.stopAll();
    await this.workDir?.remove();
  }

  private async stopLoad(): Promise<void> {
    await this.load?.stop();
    this.load = undefined;
  }

  private async drill(
    drill: Drill,
    prepared: PreparedMode,
    show: (what: string) => void,
  ): Promise<DrillOutcome> {
    const { scenario, order } = this;
    const { signal } = this.settings;
    const { card } = this.run.parts;
    const deployed = await this.deploy(drill, prepared);
    if ('code' in deployed) return failure(deployed);
    try {
      const reason = drill.unfit(deployed.deployment);
      if (reason !== undefined) return { status: 'inapplicable', reason };
      this.load ??= await startLoadProcess(card, scenario, signal);
      const { objectives } = scenario;
      return await drillMode(drill, deployed.deployment, this.load, {
        order,
        objectives,
        card,
        signal,
        releases: this.releases,
        show,
      });
    } finally {
      await deployed.group.stopAll();
    }
  }

  private async deploy({ rollsOut }: Drill, prepared: PreparedMode): Promise<DeployedMode | ErrorRecord> {
    const { card, checks } = this.run.parts;
    const { record, deployed } = await deployMode(prepared, {
      card,
      modes: this.settings.modes,
      checks,
      folder: dirname(this.scenario.file),
      block: 0,
      withQuality: false,
      purpose: rollsOut ? 'roll-out' : 'measure',
      signal: this.settings.signal,
    });
    return deployed ?? record.error ?? errorRecord(new Error(`${record.mode} is not up`));
  }

  private preparedMode(label: string): PreparedMode {
    const found = this.run.parts.modes.find(({ entry }) => entry.label === label);
    if (!found) throw new TypeError(`${label} was neither prepared nor reported`);
    return found;
  }

  private eachMs(): number {
    return WARM_UP_MS + this.order.durationMs;
  }
}

export function failure({ code, message }: ErrorRecord): DrillOutcome {
  return { status: 'failed', error: { code, message } };
}
