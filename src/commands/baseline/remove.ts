import { Args } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { openHistory } from '../../history/history.js';

export default class BaselineRemove extends BaseCommand {
  static override summary = 'Forget a baseline; its run stays in the history.';
  static override examples = ['<%= config.bin %> baseline remove main'];
  static override args = {
    name: Args.string({ description: 'name of the baseline', required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(BaselineRemove);
    const history = openHistory(this.stateDir);
    try {
      const { name, runId } = history.baselines.find(args.name);
      history.baselines.remove(name);
      this.print(`baseline ${name} removed; its run ${runId} stays`);
    } finally {
      history.close();
    }
  }
}
