import { dirname } from 'node:path';

import type { DeploymentRecord } from '../core/deployment-record.js';
import { errorRecord } from '../core/errors.js';
import type { BlockClock } from './block-clock.js';
import { deployMode, type DeployedMode } from './deploy-mode.js';
import type { LoadProcess } from './load-process.js';
import { windowStart } from './plan-trials.js';
import type { BlockSettings } from './block-settings.js';
import { startTrace, stopTrace } from './trace-application.js';
import { warmUp } from './warm-up.js';

/** What is up in a block. */
export class BlockDeployments {
  private readonly up = new Map<string, DeployedMode>();
  private readonly records = new Map<string, DeploymentRecord>();
  /** Requests per second that each mode answered in its warm-up. */
  private readonly rates = new Map<string, number>();

  constructor(
    private readonly block: number,
    private readonly settings: BlockSettings,
    private readonly clock: BlockClock,
  ) {}

  get(label: string): DeployedMode | undefined {
    return this.up.get(label);
  }

  /** @returns requests per second; 0 where its warm-up told none */
  rateOf(label: string): number {
    return this.rates.get(label) ?? 0;
  }

  /** Deploys, checks and warms up; a mode that fails is recorded, and not up. */
  async deploy(label: string, load: LoadProcess): Promise<void> {
    const { runId, scenario, registry, modes, card, checks, labelled, recorder, signal } = this.settings;
    const { block } = this;
    this.clock.show(`${label}: deploying`);
    const prepared = modes.find(({ entry }) => entry.label === label);
    if (!prepared) return;
    const withQuality = labelled && block === 0 && prepared.prepared.answers.from !== 'nothing';
    const { record, deployed } = await deployMode(prepared, {
      card,
      modes: registry,
      folder: dirname(scenario.file),
      checks,
      block,
      withQuality,
      signal,
    });
    if (deployed) this.up.set(label, deployed);
    this.records.set(label, record);
    try {
      if (deployed) await this.warmUp(deployed, load);
      recorder.recordDeployment(runId, record);
    } catch (error) {
      signal.throwIfAborted();
      await this.drop(label);
      recorder.recordDeployment(runId, { ...record, error: errorRecord(error) });
    }
    this.clock.deployed();
  }

  private async warmUp({ label, deployment }: DeployedMode, load: LoadProcess): Promise<void> {
    this.clock.show(`${label}: warming up`);
    const { scenario, replayLength } = this.settings;
    const from = windowStart(this.block, scenario.loads.length, scenario.loads.length, replayLength);
    // Traced as trials are, so that the code which trials run is compiled with all that it meets there.
    await startTrace(deployment, 0);
    const rate = await warmUp(load, deployment, this.clock.warmUpMs, from);
    await stopTrace(deployment);
    this.rates.set(label, rate);
  }

  /** After the trials, so that a version change disturbs none of them. One that fails fails its mode, not the run. */
  async update(): Promise<void> {
    const { runId, recorder, signal } = this.settings;
    for (const { label, deployment } of this.up.values()) {
      const record = this.records.get(label);
      if (!deployment.update || !record) continue;
      this.clock.show(`${label}: publishing a new version`);
      try {
        recorder.recordDeployment(runId, { ...record, update: await deployment.update() });
      } catch (error) {
        signal.throwIfAborted();
        recorder.recordDeployment(runId, { ...record, error: errorRecord(error) });
      }
    }
  }

  /** What applications tell of the trials, which are over. */
  async tell(): Promise<void> {
    const { runId, recorder } = this.settings;
    for (const { label, deployment } of this.up.values()) {
      const record = this.records.get(label);
      const applications = deployment.processes.filter(({ part }) => part === 'application');
      // One that has died tells nothing.
      const told = applications.map(({ running }) => running?.call<string[]>('notes').catch(() => []));
      const notes = (await Promise.all(told)).flatMap((lines) => lines ?? []);
      if (!record || notes.length === 0) continue;
      const complete = { ...record, notes: [...(record.notes ?? []), ...notes] };
      this.records.set(label, complete);
      recorder.recordDeployment(runId, complete);
    }
  }

  async drop(label: string): Promise<void> {
    await this.up.get(label)?.group.stopAll();
    this.up.delete(label);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.up.values()].map(({ group }) => group.stopAll()));
  }
}
