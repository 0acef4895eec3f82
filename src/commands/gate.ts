import { Args, Flags } from '@oclif/core';
import { join } from 'node:path';

import { BaseCommand } from '../base-command.js';
import { EXIT } from '../bench/exit-code.js';
import { runGate } from '../bench/gate/run-gate.js';
import { createWorkDir } from '../bench/work-dir.js';
import { UserError } from '../core/errors.js';
import { newRunId, openHistory } from '../history/history.js';
import { EXTENSIONS, FORMATS } from '../reporters/reporters.js';
import type { GateResult } from '../result/gate-contract.js';
import { findScenario } from '../scenario/find-file.js';
import { durationFlag } from '../terminal/duration-flag.js';
import { planBaselineGate, planGate } from '../terminal/gate-plan.js';
import { checkOutputs, outputsOf, writeOutputs } from '../terminal/outputs.js';
import { createProgress } from '../terminal/progress.js';
import { renderOptions } from '../terminal/render-options.js';
import { modes, modeSchemas } from '../wiring.js';
import { namesFlag } from '../terminal/names-flag.js';

export default class Gate extends BaseCommand {
  static override summary = 'Fail where a change made a mode slower than the scenario allows.';
  static override description =
    'Stands both sides up on this machine in interleaved pairs, so that its drift cancels. Against a stored baseline it stands up the head alone, and scales out how fast the machine is today by a fixed workload, the canary; that is less certain. A rule fails only where the change is significant, beyond its limit, and confirmed by fresh trials; it passes where the interval excludes the limit; else it is inconclusive.';
  static override examples = [
    '<%= config.bin %> gate scenarios/quickstart.yaml --base main',
    '<%= config.bin %> gate quickstart --base models/clicks/model.onnx --modes embedded',
    '<%= config.bin %> gate quickstart --set modes.microservice.replicas=2 --modes microservice --json',
    '<%= config.bin %> gate quickstart --baseline main --output gate.md --output gate.xml',
  ];
  static override args = {
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    base: Flags.string({
      description:
        'what to compare with: a scenario, a model file or folder, or a git ref (default: the scenario itself)',
      exclusive: ['baseline'],
    }),
    baseline: Flags.string({
      description: 'compare with a stored baseline of this machine (`baseline set`)',
      helpValue: 'NAME',
      exclusive: ['base', 'base-set'],
    }),
    set: Flags.string({
      description: 'change one value of the head',
      helpValue: 'path=value',
      multiple: true,
    }),
    'base-set': Flags.string({
      description: 'change one value of the base',
      helpValue: 'path=value',
      multiple: true,
    }),
    modes: Flags.string({ description: 'labels to keep, comma-separated', helpValue: 'a,b' }),
    duration: Flags.string({ description: 'duration of every load', helpValue: '2s' }),
    seed: Flags.integer({ description: 'seed of traffic, arrivals and order' }),
    'time-limit': Flags.string({ description: 'most time', helpValue: '3m', default: '3m' }),
    strict: Flags.boolean({ description: 'exit with 4 where a rule stays inconclusive' }),
    json: Flags.boolean({ description: 'print as JSON' }),
    format: Flags.string({ description: `what to print: ${FORMATS.join(', ')}`, default: 'table' }),
    output: Flags.string({
      description: `also write the gate to a file, format by extension: ${EXTENSIONS.join(' ')}`,
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Gate);
    const outputs = outputsOf(flags);
    const timeLimitMs = durationFlag('time-limit', flags['time-limit']) ?? 0;
    const { set = [], 'base-set': baseSet = [], base, baseline } = flags;
    if ([base, baseline].every((side) => side === undefined) && set.length === 0 && baseSet.length === 0) {
      throw new UserError(
        'NO_BASE',
        'a gate needs two sides',
        'name the other one with --base or --baseline, or what differs with --set (head) or --base-set',
      );
    }
    const overrides = {
      modes: namesFlag(flags.modes),
      seed: flags.seed,
      durationMs: durationFlag('duration', flags.duration),
    };
    await checkOutputs(outputs);
    const history = openHistory(this.stateDir);
    const signal = this.interruptSignal();
    const workDir = await createWorkDir(this.stateDir, newRunId());
    try {
      const file = findScenario(args.scenario);
      const cwd = process.cwd();
      const head = { file, set, options: { modes: await modeSchemas(), overrides } };
      const plan =
        baseline === undefined
          ? await planGate({ ...head, base, baseSet, scratch: join(workDir.path, 'base') })
          : await planBaselineGate({ ...head, name: baseline, cwd }, history);
      const { stateDir } = this;
      const progress = createProgress(process.stderr);
      const settings = { modes, progress, stateDir, signal, cwd };
      const result = await runGate({ ...plan, timeLimitMs }, history, settings);
      const options = renderOptions();
      this.print(await outputs.printed.render(result, options));
      await writeOutputs(outputs, result, options);
      process.exitCode = exitCodeOf(result, flags.strict);
    } finally {
      history.close();
      await workDir.remove();
    }
  }
}

function exitCodeOf({ gate }: GateResult, strict: boolean): number {
  if (gate.verdict === 'fail') return EXIT.objectivesMissed;
  if (gate.failed.length > 0) return EXIT.modeFailed;
  return gate.verdict === 'inconclusive' && strict ? EXIT.inconclusive : EXIT.fine;
}
