import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { EXIT } from '../bench/exit-code.js';
import { runAa } from '../bench/run-aa.js';
import { openHistory } from '../history/history.js';
import { noiseReport } from '../reporters/noise-report.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { durationFlag } from '../terminal/duration-flag.js';
import { createProgress } from '../terminal/progress.js';
import { modes, modeSchemas } from '../wiring.js';

export default class Aa extends BaseCommand {
  static override summary = 'Measure one mode against itself: the noise floor of this machine.';
  static override description =
    'Deploys the same mode twice in every repeat and compares the two. What differs is noise: no comparison on this machine can see below it, and gates refuse thresholds that are smaller.';
  static override examples = [
    '<%= config.bin %> aa',
    '<%= config.bin %> aa scenarios/digits.yaml --mode microservice --pairs 20 --json',
  ];
  static override args = {
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    mode: Flags.string({
      description: 'label of a mode in the scenario, or a kind of mode',
      default: 'embedded',
    }),
    pairs: Flags.integer({ description: 'repeats, each with two fresh deployments', default: 12, min: 3 }),
    seed: Flags.integer({ description: 'seed of traffic, arrivals and order' }),
    duration: Flags.string({ description: 'duration of every load', helpValue: '2s' }),
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
    json: Flags.boolean({ description: 'print as JSON' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Aa);
    const scenario = await loadScenario(findScenario(args.scenario), {
      modes: await modeSchemas(),
      set: flags.set,
      overrides: {
        modes: [flags.mode],
        repeats: flags.pairs,
        seed: flags.seed,
        durationMs: durationFlag('duration', flags.duration),
      },
    });
    const history = openHistory(this.stateDir);
    const signal = this.interruptSignal();
    try {
      const { stateDir } = this;
      const progress = createProgress(process.stderr);
      const record = await runAa(scenario, history, {
        modes,
        progress,
        stateDir,
        signal,
        cwd: process.cwd(),
      });
      if (record.missing.length > 0) process.exitCode = EXIT.modeFailed;
      if (flags.json) return this.print(JSON.stringify(record, null, 2));
      this.print(
        noiseReport(record)
          .map((block) => block.join('\n'))
          .join('\n\n'),
      );
    } finally {
      history.close();
    }
  }
}
