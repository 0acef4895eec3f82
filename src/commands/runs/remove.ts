import { Args } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { openHistory } from '../../history/history.js';
import { findStored } from '../../terminal/find-stored.js';

export default class RunsRemove extends BaseCommand {
  static override summary = 'Remove stored runs with everything that belongs to them, gates or drills.';
  static override description =
    'A run that a baseline compares with stays: remove the baseline first, or set it anew.';
  static override examples = ['<%= config.bin %> runs remove 3f2a'];
  static override strict = false;
  static override args = {
    run: Args.string({
      description: 'id of a run, a gate or a drill, or its start; several may be given',
      required: true,
    }),
  };

  async run(): Promise<void> {
    const { argv } = await this.parse(RunsRemove);
    const history = openHistory(this.stateDir);
    try {
      // All are known before the first is gone.
      const found = argv.map((reference) => findStored(String(reference), history));
      const kinds = new Map(found.map(({ id, kind }) => [id, kind]));
      for (const [id, kind] of kinds) {
        if (kind === 'run') history.remove(id);
        else history[`${kind}s`].remove(id);
        this.print(`${id} removed`);
      }
    } finally {
      history.close();
    }
  }
}
