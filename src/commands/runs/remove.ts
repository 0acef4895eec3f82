import { Args } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { openHistory } from '../../history/history.js';

export default class RunsRemove extends BaseCommand {
  static override summary = 'Remove stored runs with everything that belongs to them.';
  static override examples = ['<%= config.bin %> runs remove 3f2a'];
  static override strict = false;
  static override args = {
    run: Args.string({ description: 'id of a run or its start; several may be given', required: true }),
  };

  async run(): Promise<void> {
    const { argv } = await this.parse(RunsRemove);
    const history = openHistory(this.stateDir);
    try {
      // All are known before the first is gone.
      const ids = argv.map((reference) => history.load(String(reference)).run.id);
      for (const id of new Set(ids)) this.print(`${history.remove(id)} removed`);
    } finally {
      history.close();
    }
  }
}
