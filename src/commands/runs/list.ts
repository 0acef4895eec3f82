import { Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { openHistory } from '../../history/history.js';
import { renderList } from '../../terminal/render-list.js';

export default class RunsList extends BaseCommand {
  static override summary = 'List stored runs, newest first.';
  static override examples = [
    '<%= config.bin %> runs list',
    '<%= config.bin %> runs list --scenario quickstart --json',
  ];
  static override flags = {
    scenario: Flags.string({ description: 'only runs of this scenario' }),
    limit: Flags.integer({ description: 'at most this many', default: 50, min: 1 }),
    json: Flags.boolean({ description: 'print as JSON' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RunsList);
    const history = openHistory(this.stateDir);
    try {
      const runs = history.list({ scenario: flags.scenario, limit: flags.limit });
      if (flags.json) return this.print(JSON.stringify(runs, null, 2));
      if (runs.length === 0) return this.print('no runs yet: servebench run');
      const rows = runs.map(({ id, startedAt, scenario, modes, trials, status }) => [
        id,
        startedAt.slice(0, 19).replace('T', ' '),
        scenario,
        String(modes),
        String(trials),
        status,
      ]);
      this.print(renderList(['run', 'started (UTC)', 'scenario', 'modes', 'trials', 'status'], rows));
    } finally {
      history.close();
    }
  }
}
