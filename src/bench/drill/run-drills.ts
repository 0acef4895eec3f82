import { dirname } from 'node:path';

import { errorRecord, UserError, type ErrorRecord } from '../../core/errors.js';
import type { Scenario } from '../../core/scenario.js';
import { newRunId } from '../../history/history.js';
import { DRILL_VERSION, type DrillOutcome, type DrillResult } from '../../result/drill-contract.js';
import { deployMode, type DeployedMode, type PreparedMode } from '../deploy-mode.js';
import { readEnvironment } from '../environment.js';
import { startLoadProcess, type LoadProcess } from '../load-process.js';
import { WARM_UP_MS } from '../plan-trials.js';
import { openRun, type OpenRun, type RunSettings } from '../run-scenario.js';
import { createProcessGroup, type ProcessGroup } from '../../processes/process-group.js';
import { createWorkDir, type WorkDir } from '../work-dir.js';
import { prepareReleases, type Releases } from './versions/prepare-releases.js';
import { drillMode, MOST_IN_FLIGHT } from './drill-mode.js';
import { eventMs, type Drill, type DrillOrder } from './drill.js';
import { keepFailures } from './keep-failures.js';

type Settings = Pick<RunSettings, 'modes' | 'progress' | 'stateDir' | 'cwd' | 'signal'>;

/**
 * Every drill on every mode, each deployed afresh, drilled and torn down before the next: deployments that are up
 * together disturb each other.
 * @throws UserError for wrong input; a failing mode is an outcome, not thrown
 * @throws the signal's reason when interrupted
 */
export async function runDrills(
  drills: readonly Drill[],
  scenario: Scenario,
  order: DrillOrder,
  settings: Settings,
): Promise<DrillResult> {
  const { recorder, failed } = keepFailures();
  const startedAt = new Date().toISOString();
  const { cpuModel, cores, node, loadAverage } = await readEnvironment(settings.cwd);
  const bare = { ...scenario, loads: [], repeats: 1 };
  const run = await openRun(bare, { ...settings, runId: newRunId(), recorder });
  const session = new Session(drills, scenario, order, run, settings);
  try {
    if (drills.some(({ rollsOut }) => rollsOut)) await session.prepareReleases();
    const results: DrillResult['drills'] = [];
    for (const drill of drills) {
      const modes: Record<string, DrillOutcome> = {};
      for (const { label } of scenario.modes) {
        const unprepared = failed.get(label);
        modes[label] = unprepared ? failure(unprepared) : await session.attempt(drill, label);
      }
      results.push({ drill: drill.id, summary: drill.summary(order), modes });
    }
    const { name, sha256 } = run.parts.card;
    const { rate, durationMs, timeoutMs, restartAfterMs, hangMs, overload } = order;
    return {
      schemaVersion: DRILL_VERSION,
      drill: {
        id: newRunId(),
        scenario: scenario.name,
        startedAt,
        seed: scenario.seed,
        model: { name, sha256 },
        machine: { cpuModel, cores, node },
        load: {
          rateRps: rate,
          durationMs,
          eventMs: eventMs(order),
          timeoutMs,
          maxInFlight: MOST_IN_FLIGHT,
        },
        restartAfterMs,
        hangMs,
        overloadFactor: overload,
      },
      drills: results,
      warnings:
        loadAverage > cores / 2
          ? [
              `the machine was busy before the start (load average ${loadAverage.toFixed(1)} on ${cores} cores)`,
            ]
          : [],
    };
  } finally {
    await session.stop();
    await run.close('finished');
  }
}

/** What is up between two drills, and how much is still to come. */
class Session {
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
    private readonly settings: Settings,
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

function failure({ code, message }: ErrorRecord): DrillOutcome {
  return { status: 'failed', error: { code, message } };
}
