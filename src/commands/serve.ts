import { Args, Flags } from '@oclif/core';
import { once } from 'node:events';

import { artifactStoreFile, BaseCommand } from '../base-command.js';
import { loadModel } from '../bench/load-model.js';
import { refuseElsewhere, serveMode } from '../bench/serve-mode.js';
import { createWorkDir } from '../bench/work-dir.js';
import { UserError } from '../core/errors.js';
import type { Scenario } from '../core/scenario.js';
import { newRunId } from '../history/history.js';
import { tablesDirOf } from '../precompute/state-folders.js';
import { createProcessGroup } from '../processes/process-group.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { unknownWord } from '../scenario/suggest.js';
import { modes, modeSchemas } from '../wiring.js';

export default class Serve extends BaseCommand {
  static override summary = 'Stand one serving mode up and keep it until Ctrl-C.';
  static override examples = [
    '<%= config.bin %> serve microservice',
    '<%= config.bin %> serve precomputed scenarios/digits.yaml --port 8080',
  ];
  static override args = {
    mode: Args.string({ description: 'label of a mode in the scenario, or a kind of mode', required: true }),
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    port: Flags.integer({
      description: 'port of the application; 0 for a free one',
      default: 0,
      min: 0,
      max: 65_535,
    }),
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Serve);
    // Before the scenario is read: it would ask for options of a mode that cannot be served anyway.
    refuseElsewhere(await modes[args.mode]?.());
    const scenario = await this.scenarioOf(args.mode, findScenario(args.scenario), flags.set);
    const [entry] = scenario.modes;
    if (!entry) return;
    const card = await loadModel(scenario.model);
    const signal = this.interruptSignal();
    const processes = createProcessGroup(signal);
    const workDir = await createWorkDir(this.stateDir, newRunId());
    try {
      const { deployment, example } = await serveMode(entry, card, scenario, {
        modes,
        processes,
        workDir: workDir.path,
        tablesDir: tablesDirOf(this.stateDir),
        artifactStoreFile: artifactStoreFile(this.stateDir),
        port: flags.port,
      });
      const body = JSON.stringify(example).replaceAll("'", String.raw`'\''`);
      this.print(
        [
          ...deployment.urls.map(({ title, url }) => `${url}  ${title}`),
          `curl -s ${deployment.target.url} -H 'content-type: application/json' -d '${body}'`,
        ].join('\n'),
      );
      const deaths = deployment.processes.flatMap(({ running }) => (running ? [running.ended] : []));
      const ended = await Promise.race([once(signal, 'abort').then(() => undefined), ...deaths]);
      if (ended && !signal.aborted) throw ended;
    } finally {
      await processes.stopAll();
      await workDir.remove();
    }
  }

  /** The scenario with this mode alone: one of its own, or a kind of mode with its defaults. */
  private async scenarioOf(mode: string, file: string, set: string[] | undefined): Promise<Scenario> {
    const options = { modes: await modeSchemas(), set };
    const labels = (await loadScenario(file, options)).modes.map(({ label }) => label);
    const known = [...new Set([...labels, ...Object.keys(modes)])];
    if (!known.includes(mode)) throw new UserError('MODE_UNKNOWN', unknownWord('mode', mode, known));
    return loadScenario(file, { ...options, overrides: { modes: [mode] } });
  }
}
