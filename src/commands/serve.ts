import { Args, Flags } from '@oclif/core';
import { once } from 'node:events';

import { artifactStoreFile, BaseCommand } from '../base-command.js';
import { loadModel } from '../bench/load-model.js';
import { serveMode } from '../bench/serve-mode.js';
import { createWorkDir } from '../bench/work-dir.js';
import { newRunId } from '../history/history.js';
import { tablesDirOf } from '../precompute/state-folders.js';
import { createProcessGroup } from '../processes/process-group.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario } from '../scenario/load-scenario.js';
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
    const options = { modes: await modeSchemas(), set: flags.set, overrides: { modes: [args.mode] } };
    const scenario = await loadScenario(findScenario(args.scenario), options);
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
          `curl -s ${deployment.url}/predict -H 'content-type: application/json' -d '${body}'`,
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
}
