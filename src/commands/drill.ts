import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { DRILL_IDS, drillsNamed } from '../bench/drill/drills.js';
import { runDrills } from '../bench/drill/run-drills.js';
import { EXIT } from '../bench/exit-code.js';
import { openHistory } from '../history/history.js';
import { EXTENSIONS, FORMATS } from '../reporters/reporters.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { drillOrder } from '../terminal/drill-order.js';
import { checkOutputs, outputsOf, writeOutputs } from '../terminal/outputs.js';
import { createProgress } from '../terminal/progress.js';
import { rolloutOrder } from '../terminal/rollout-order.js';
import { renderOptions } from '../terminal/render-options.js';
import { modes, modeSchemas } from '../wiring.js';
import { namesFlag } from '../terminal/names-flag.js';

export default class DrillCommand extends BaseCommand {
  static override summary =
    'What do callers see while a process dies, hangs, is asked for too much, or gets a new version of the model?';
  static override description =
    'Stands each mode up alone, sends requests at a constant rate (open loop: they leave on schedule, whatever is outstanding), lets something happen at a quarter of the load, and reports what callers got: failed and slow requests, the longest outage, how long until all was well again, and what a route without the model (/app/ping) felt of it.';
  static override examples = [
    '<%= config.bin %> drill scenarios/drills.yaml --drill kill',
    '<%= config.bin %> drill drills --drill kill,hang --modes micro-1,micro-2 --rate 500 --json',
    '<%= config.bin %> drill quickstart --drill overload --overload 3 --output drill.html --output drill.md',
    '<%= config.bin %> drill drills --drill rollout,corrupt-model --modes embedded-2,micro-2',
    '<%= config.bin %> drill drills --drill rollout --to models/clicks-new',
    '<%= config.bin %> drill drills --drill refresh --refresh-every 1h --modes precomputed,model-as-data',
    '<%= config.bin %> drill drills --drill hang --hang 3s --timeout 500ms --set modes.micro-1.timeoutMs=400',
  ];
  static override args = {
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/drills.yaml' }),
  };
  static override flags = {
    drill: Flags.string({
      description: `what happens, comma-separated: ${DRILL_IDS.join(', ')}`,
      helpValue: 'a,b',
    }),
    modes: Flags.string({ description: 'labels to keep, comma-separated', helpValue: 'a,b' }),
    rate: Flags.string({ description: 'requests per second', helpValue: '200', default: '200' }),
    duration: Flags.string({
      description: 'of the load; the event is at a quarter of it',
      helpValue: '12s',
      default: '12s',
    }),
    timeout: Flags.string({ description: 'how long a caller waits', helpValue: '1s', default: '1s' }),
    'restart-after': Flags.string({
      description: 'how long a supervisor takes to start a process again',
      helpValue: '1s',
      default: '1s',
    }),
    hang: Flags.string({ description: 'how long a process hangs', helpValue: '2s', default: '2s' }),
    overload: Flags.string({
      description: 'times what a mode answers in a closed loop',
      helpValue: '2',
      default: '2',
    }),
    to: Flags.string({
      description:
        'model that is rolled out: a folder with a card or a .onnx file (default: the same weights in another file)',
      helpValue: 'MODEL',
    }),
    'refresh-every': Flags.string({
      description: 'how often a new version is published, for the age of an answer (refresh)',
      helpValue: '1h',
    }),
    seed: Flags.integer({ description: 'seed of the traffic' }),
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
    json: Flags.boolean({ description: 'print as JSON' }),
    format: Flags.string({ description: `what to print: ${FORMATS.join(', ')}`, default: 'table' }),
    output: Flags.string({
      description: `also write the drill to a file, format by extension: ${EXTENSIONS.join(' ')}`,
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(DrillCommand);
    const drills = drillsNamed(flags.drill);
    const ids = drills.map(({ id }) => id);
    const order = { ...drillOrder(flags, ids), ...rolloutOrder({ ...flags }, drills) };
    const outputs = outputsOf(flags);
    await checkOutputs(outputs);
    const scenario = await loadScenario(findScenario(args.scenario), {
      modes: await modeSchemas(),
      set: flags.set,
      overrides: { modes: namesFlag(flags.modes), seed: flags.seed },
    });
    const { stateDir } = this;
    const progress = createProgress(process.stderr);
    const signal = this.interruptSignal();
    const settings = { modes, progress, stateDir, signal, cwd: process.cwd() };
    const history = openHistory(stateDir);
    try {
      const result = await runDrills(drills, scenario, order, settings);
      const options = renderOptions();
      // Shown first: a history that cannot take it must not lose it.
      this.print(await outputs.printed.render(result, options));
      try {
        // Before the files: where one cannot be written, the message says that the drill is stored.
        history.drills.add(result);
      } finally {
        await writeOutputs(outputs, result, options);
      }
      const outcomes = result.drills.flatMap((drill) => Object.values(drill.modes));
      if (outcomes.some(({ status }) => status === 'failed')) process.exitCode = EXIT.modeFailed;
    } finally {
      history.close();
    }
  }
}
