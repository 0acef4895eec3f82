import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { gateRules } from '../../bench/gate/default-rules.js';
import { setBaseline } from '../../bench/gate/set-baseline.js';
import { UserError } from '../../core/errors.js';
import { openHistory } from '../../history/history.js';
import { findScenario } from '../../scenario/find-file.js';
import { baselineLine } from '../../terminal/baseline-text.js';
import { durationFlag } from '../../terminal/duration-flag.js';
import { headSide } from '../../terminal/gate-sides.js';
import { createProgress } from '../../terminal/progress.js';
import { modes, modeSchemas } from '../../wiring.js';
import { namesFlag } from '../../terminal/names-flag.js';

const NAME = /^[\w][\w./-]{0,99}$/;

export default class BaselineSet extends BaseCommand {
  static override summary = 'Measure a scenario and keep it under a name, for `gate --baseline`.';
  static override description =
    'Measures what `gates:` names, as a gate does, and reads a fixed workload (the canary) between all deployments, so that a later gate can scale out how fast the machine was. A run that was stored earlier cannot be named: how fast the machine was then is not known. A name that exists is set anew.';
  static override examples = [
    '<%= config.bin %> baseline set main',
    '<%= config.bin %> baseline set release-1.2 scenarios/digits.yaml --modes embedded --rounds 12',
  ];
  static override args = {
    name: Args.string({ description: 'name of the baseline', required: true }),
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    rounds: Flags.integer({
      description: 'fresh deployments of each mode; more make every later gate surer',
      default: 8,
      min: 3,
    }),
    modes: Flags.string({ description: 'labels to keep, comma-separated', helpValue: 'a,b' }),
    duration: Flags.string({ description: 'duration of every load', helpValue: '2s' }),
    seed: Flags.integer({ description: 'seed of traffic, arrivals and order' }),
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
    json: Flags.boolean({ description: 'print as JSON' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BaselineSet);
    if (!NAME.test(args.name)) {
      throw new UserError(
        'BASELINE_NAME',
        `"${args.name}" is no name of a baseline`,
        'letters, digits, and . _ - / in it, at most 100',
      );
    }
    const overrides = {
      modes: namesFlag(flags.modes),
      seed: flags.seed,
      durationMs: durationFlag('duration', flags.duration),
    };
    const { title, scenario } = await headSide({
      file: findScenario(args.scenario),
      set: flags.set ?? [],
      options: { modes: await modeSchemas(), overrides },
    });
    const history = openHistory(this.stateDir);
    const signal = this.interruptSignal();
    try {
      const { stateDir } = this;
      const progress = createProgress(process.stderr);
      const plan = { name: args.name, title, scenario, rules: gateRules(scenario), rounds: flags.rounds };
      const settings = { modes, progress, stateDir, signal, cwd: process.cwd() };
      const { record, isReplaced } = await setBaseline(plan, history, settings);
      if (flags.json) return this.print(JSON.stringify(record, null, 2));
      this.print(`baseline ${record.name} ${isReplaced ? 'set anew' : 'set'}: ${baselineLine(record)}`);
    } finally {
      history.close();
    }
  }
}
