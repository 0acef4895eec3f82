import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { compareRuns } from '../bench/compare-runs.js';
import { openHistory } from '../history/history.js';
import { compareReport } from '../reporters/compare-report.js';
import { findResult } from '../terminal/find-result.js';
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
  ];
  static override args = {
    a: Args.string({ description: `old: ${SIDE}`, required: true }),
    b: Args.string({ description: `new: ${SIDE}`, required: true }),
  };
  static override flags = {
    force: Flags.boolean({ description: 'compare although hardware, model, scenario or loads differ' }),
    json: Flags.boolean({ description: 'print as JSON' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Compare);
    const history = openHistory(this.stateDir);
    try {
      const base = await findResult(args.a, history);
      const other = await findResult(args.b, history);
      const result = compareRuns(base, other, { force: flags.force });
      this.print(flags.json ? JSON.stringify(result, null, 2) : compareReport(result, renderOptions()));
    } finally {
      history.close();
    }
  }
}
