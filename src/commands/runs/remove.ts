import { Args } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { openHistory } from '../../history/history.js';

export default class RunsRemove extends BaseCommand {
  static override summary = 'Remove stored runs with everything that belongs to them, or gates.';
  static override description =
    'A run that a baseline compares with stays: remove the baseline first, or set it anew.';
  static override examples = ['<%= config.bin %> runs remove 3f2a'];
  static override strict = false;
  static override args = {
    run: Args.string({
      description: 'id of a run or its start, or id of a gate; several may be given',
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { argv } = await this.parse(RunsRemove);
    const history = openHistory(this.stateDir);
    try {
      // All are known before the first is gone.
      const gates = new Set(history.gates.ids());
      const ids = argv.map((reference) =>
        gates.has(String(reference)) ? String(reference) : history.load(String(reference)).run.id,
      );
      for (const id of new Set(ids)) {
        if (gates.has(id)) history.gates.remove(id);
        else history.remove(id);
        this.print(`${id} removed`);
      }
    } finally {
      history.close();
    }
  }
}
