import { dirname } from 'node:path';

import type { ChecksReady, ChecksSpec } from '../checks/role.js';
import type { ModelCard } from '../core/model-card.js';
import type { ModeEntry, Scenario } from '../core/scenario.js';
import type { ProcessGroup } from '../processes/process-group.js';
import type { Deployment } from '../serving/deployment.js';
import type { DeployContext, ModeRegistry, ServingMode } from '../serving/serving-mode.js';
import { UserError } from '../core/errors.js';

const READY_TIMEOUT_MS = 1_800_000;

export interface ServeSettings {
  readonly modes: ModeRegistry;
  readonly processes: ProcessGroup;
  readonly workDir: string;
  readonly tablesDir: string;
  readonly artifactStoreFile: string;
  readonly port: number;
}

/** Stands one mode up as a run does, to be used by hand. */
export async function serveMode(
  entry: ModeEntry,
  card: ModelCard,
  { file, traffic, seed }: Scenario,
  { modes, processes, workDir, tablesDir, artifactStoreFile, port }: ServeSettings,
): Promise<{ deployment: Deployment; example: unknown }> {
  const mode = await modes[entry.mode]?.();
  if (!mode) throw new UserError('MODE_UNKNOWN', `unknown mode "${entry.mode}"`);
  refuseElsewhere(mode);
  const checks = await processes.start<ChecksReady>({
    role: 'checks',
    title: 'reference process',
    spec: { card, traffic, seed } satisfies ChecksSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  const { golden } = checks.ready;
  await checks.stop();
  const prepared = await mode.prepare(
    { card, traffic, seed, workDir, tablesDir, artifactStoreFile, processes, modes },
    entry.options,
  );
  const context: DeployContext = {
    purpose: 'serve',
    card,
    label: entry.label,
    processes,
    golden,
    folder: dirname(file),
    port,
    modes,
  };
  return {
    deployment: await mode.deploy(context, entry.options, prepared),
    example: golden[0]?.request ?? {},
  };
}

/** @throws UserError NOTHING_TO_SERVE for a mode whose application is not ours. */
export function refuseElsewhere(mode: ServingMode | undefined): void {
  if (!mode?.isElsewhere) return;
  throw new UserError(
    'NOTHING_TO_SERVE',
    `mode ${mode.id} asks an application of your own: there is nothing to serve`,
    'start the application yourself and name its `url` in a scenario, or serve another mode',
  );
}
