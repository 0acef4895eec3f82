import { Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { openHistory } from '../../history/history.js';
import { renderList } from '../../terminal/render-list.js';

export default class BaselineList extends BaseCommand {
  static override summary = 'List baselines, newest first.';
  static override examples = ['<%= config.bin %> baseline list', '<%= config.bin %> baseline list --json'];
  static override flags = {
    json: Flags.boolean({ description: 'print as JSON' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(BaselineList);
    const history = openHistory(this.stateDir);
    try {
      const records = history.baselines.list();
      if (flags.json) return this.print(JSON.stringify(records, null, 2));
      if (records.length === 0) return this.print('no baselines yet: servebench baseline set NAME SCENARIO');
      const rows = records.map(({ name, scenario, setAt, runId, gitCommit, rounds, hardware }) => [
        name,
        scenario,
        setAt.slice(0, 19).replace('T', ' '),
        runId,
        gitCommit?.slice(0, 8) ?? '-',
        String(rounds),
        hardware,
      ]);
      this.print(
        renderList(['baseline', 'scenario', 'set (UTC)', 'run', 'commit', 'rounds', 'machine'], rows),
      );
    } finally {
      history.close();
    }
  }
}
