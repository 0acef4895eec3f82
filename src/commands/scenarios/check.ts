import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { loadModel } from '../../bench/load-model.js';
import { plannedMs } from '../../bench/plan-trials.js';
import { findScenario } from '../../scenario/find-file.js';
import { loadScenario } from '../../scenario/load-scenario.js';
import { modeSchemas } from '../../wiring.js';

export default class ScenariosCheck extends BaseCommand {
  static override summary = 'Check a scenario and its model card; all mistakes at once.';
  static override examples = ['<%= config.bin %> scenarios check scenarios/quickstart.yaml'];
  static override args = { scenario: Args.string({ description: 'scenario file or name', required: true }) };
  static override flags = {
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ScenariosCheck);
    const file = findScenario(args.scenario);
    const scenario = await loadScenario(file, { modes: await modeSchemas(), set: flags.set });
    const card = await loadModel(scenario.model);
    const labels = scenario.modes.map(({ label }) => label).join(', ');
    const seconds = ((plannedMs(scenario) * (scenario.sweep?.values.length ?? 1)) / 1000).toFixed(1);
    this.print(`${file}: fine. Model ${card.name}, modes ${labels}, ${seconds} s of trials and warm-up.`);
  }
}
