import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { compareRuns } from '../bench/compare-runs.js';
import { openHistory } from '../history/history.js';
import { EXTENSIONS, FORMATS } from '../reporters/reporters.js';
import { findResult } from '../terminal/find-result.js';
import { checkOutputs, outputsOf, writeOutputs } from '../terminal/outputs.js';
import { renderOptions } from '../terminal/render-options.js';

const SIDE = 'run id, `latest~1`, JSON file, or a scenario for its latest run';

export default class Compare extends BaseCommand {
  static override summary = 'Compare two runs: old, new, ratio with interval, verdict.';
  static override description =
    'Repeats of two runs form no pairs, so the machine at both times is part of the difference; `gate --base` measures both sides in interleaved pairs instead.';
  static override examples = [
    '<%= config.bin %> compare latest~1 latest',
    '<%= config.bin %> compare baseline.json latest --json',
    '<%= config.bin %> compare 3f2a 91bc --force',
    '<%= config.bin %> compare latest~1 latest --output comparison.md --output comparison.html',
  ];
  static override args = {
    a: Args.string({ description: `old: ${SIDE}`, required: true }),
    b: Args.string({ description: `new: ${SIDE}`, required: true }),
  };
  static override flags = {
    force: Flags.boolean({ description: 'compare although hardware, model, seed, scenario or loads differ' }),
    json: Flags.boolean({ description: 'print as JSON' }),
    format: Flags.string({ description: `what to print: ${FORMATS.join(', ')}`, default: 'table' }),
    output: Flags.string({
      description: `also write the comparison to a file, format by extension: ${EXTENSIONS.join(' ')}`,
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Compare);
    const outputs = outputsOf(flags);
    await checkOutputs(outputs);
    const history = openHistory(this.stateDir);
    try {
      const base = await findResult(args.a, history);
      const other = await findResult(args.b, history);
      const result = compareRuns(base, other, { force: flags.force });
      const options = renderOptions();
      this.print(await outputs.printed.render(result, options));
      await writeOutputs(outputs, result, options);
    } finally {
      history.close();
    }
  }
}
