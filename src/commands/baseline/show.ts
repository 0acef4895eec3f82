import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { summarizeRun } from '../../bench/summarize.js';
import { openHistory } from '../../history/history.js';
import { baselineText } from '../../terminal/baseline-text.js';

export default class BaselineShow extends BaseCommand {
  static override summary = 'Show a baseline: its figures, its machine and how fast that was.';
  static override examples = [
    '<%= config.bin %> baseline show main',
    '<%= config.bin %> baseline show main --json',
  ];
  static override args = {
    name: Args.string({ description: 'name of the baseline', required: true }),
  };
  static override flags = {
    json: Flags.boolean({ description: 'print as JSON, with the result of its run' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(BaselineShow);
    const history = openHistory(this.stateDir);
    try {
      const record = history.baselines.find(args.name);
      const stored = history.load(record.runId);
      const result = summarizeRun(stored);
      this.print(
        flags.json
          ? JSON.stringify({ ...record, result }, null, 2)
          : baselineText(record, stored.run.scenario, result),
      );
    } finally {
      history.close();
    }
  }
}
