import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { exitCodeOf } from '../bench/exit-code.js';
import { describePlan } from '../bench/describe-plan.js';
import { runAll, type RunPlan } from '../bench/run-all.js';
import { openHistory } from '../history/history.js';
import { EXTENSIONS, FORMATS } from '../reporters/reporters.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario, loadSweep } from '../scenario/load-scenario.js';
import { checkAgainst } from '../terminal/check-against.js';
import { durationFlag } from '../terminal/duration-flag.js';
import { shareFlag } from '../terminal/share-flag.js';
import { createProgress } from '../terminal/progress.js';
import { checkOutputs, outputsOf, writeOutputs } from '../terminal/outputs.js';
import { renderOptions } from '../terminal/render-options.js';
import { checkStore, storeFlag } from '../terminal/store-flag.js';
import { modes, modeSchemas, openStore } from '../wiring.js';
import { namesFlag } from '../terminal/names-flag.js';

/** Flags that change the scenario. */
interface PlanFlags {
  readonly modes: string | undefined;
  readonly repeats: number | undefined;
  readonly seed: number | undefined;
  readonly duration: string | undefined;
  readonly set: string[] | undefined;
  readonly store: string | undefined;
}

export default class Run extends BaseCommand {
  static override summary = 'Measure one model in every serving mode of a scenario.';
  static override description =
    'Stands every mode up in fresh processes, drives the same requests at each in interleaved trials, and compares them.';
  static override examples = [
    '<%= config.bin %> run',
    '<%= config.bin %> run scenarios/digits.yaml --json',
    '<%= config.bin %> run scenarios/quickstart.yaml --modes embedded,microservice --repeats 5',
    '<%= config.bin %> run --precision 5% --metric steady.p50Us --time-limit 15m',
    '<%= config.bin %> run scenarios/quickstart.yaml --set traffic.unseen=0.2 --output result.json',
    '<%= config.bin %> run scenarios/unseen.yaml --store redis://127.0.0.1:6379',
  ];
  static override args = {
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    modes: Flags.string({ description: 'labels to keep, comma-separated', helpValue: 'a,b' }),
    repeats: Flags.integer({ description: 'blocks: every mode deployed afresh in each', min: 1 }),
    seed: Flags.integer({ description: 'seed of traffic, arrivals and order' }),
    duration: Flags.string({ description: 'duration of every load', helpValue: '5s' }),
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
    store: Flags.string({
      description:
        'keep prediction tables in this server (postgres://, redis://), in every mode that has them',
      helpValue: 'URL',
    }),
    against: Flags.string({
      description: 'mode that the ratios of the table refer to (default: the best of each row)',
    }),
    precision: Flags.string({
      description: 'add repeats until the widest interval of a metric reaches at most this far to each side',
      helpValue: '5%',
    }),
    metric: Flags.string({
      description: 'metric of --precision (default: the main figure of the first load)',
      helpValue: 'LOAD.METRIC',
      dependsOn: ['precision'],
    }),
    'time-limit': Flags.string({
      description: 'most time for --precision',
      helpValue: '10m',
      default: '10m',
    }),
    strict: Flags.boolean({ description: 'exit with 4 where a comparison stays inconclusive' }),
    json: Flags.boolean({ description: 'print the result as JSON' }),
    format: Flags.string({ description: `what to print: ${FORMATS.join(', ')}`, default: 'table' }),
    output: Flags.string({
      description: `also write the result to a file, format by extension: ${EXTENSIONS.join(' ')}`,
      multiple: true,
    }),
    'dry-run': Flags.boolean({ description: 'print the plan and stop' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Run);
    const outputs = outputsOf(flags);
    const target = shareFlag('precision', flags.precision);
    const timeLimitMs = durationFlag('time-limit', flags['time-limit']) ?? 0;
    const { metric, against } = flags;
    const plan: RunPlan = {
      ...(await this.plan(findScenario(args.scenario), flags)),
      ...(target === undefined ? {} : { precision: { target, metric, timeLimitMs } }),
      against,
    };
    checkAgainst(against, plan.scenarios[0]?.modes.map(({ label }) => label) ?? []);
    if (flags['dry-run']) return this.print(describePlan(plan));
    await checkOutputs(outputs);
    await checkStore(storeFlag(flags.store), openStore);

    const history = openHistory(this.stateDir);
    const signal = this.interruptSignal();
    const progress = createProgress(process.stderr);
    try {
      const { stateDir } = this;
      const document = await runAll(plan, history, { modes, progress, stateDir, signal, cwd: process.cwd() });
      const options = {
        ...renderOptions(),
        ...(against === undefined ? {} : { against }),
      };
      this.print(await outputs.printed.render(document, options));
      await writeOutputs(outputs, document, options);
      const results = 'runs' in document ? document.runs : [document];
      process.exitCode = Math.max(...results.map((result) => exitCodeOf(result, flags.strict)));
    } finally {
      history.close();
    }
  }

  private async plan(file: string, flags: PlanFlags): Promise<RunPlan> {
    const options = {
      modes: await modeSchemas(),
      set: flags.set,
      overrides: {
        modes: namesFlag(flags.modes),
        repeats: flags.repeats,
        seed: flags.seed,
        durationMs: durationFlag('duration', flags.duration),
        store: storeFlag(flags.store),
      },
    };
    const scenario = await loadScenario(file, options);
    if (!scenario.sweep) return { scenarios: [scenario] };
    const { path, values, scenarios } = await loadSweep(file, options);
    return { scenarios, sweep: { path, values } };
  }
}
