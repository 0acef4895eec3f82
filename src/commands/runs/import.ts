import { Args } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import { openHistory } from '../../history/history.js';
import { readStoredRun } from '../../history/stored-run.js';
import { readResult } from '../../terminal/read-document.js';

export default class RunsImport extends BaseCommand {
  static override summary = 'Take a run that another history exported.';
  static override examples = ['<%= config.bin %> runs import run.json'];
  static override args = {
    file: Args.string({ description: 'file that `runs export` wrote', required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(RunsImport);
    const { raw } = await readResult(args.file);
    const stored = readStoredRun(raw, args.file);
    const history = openHistory(this.stateDir);
    try {
      history.add(stored);
    } finally {
      history.close();
    }
    this.print(`${stored.run.id}  ${stored.run.scenario.name}, ${stored.trials.length} trials`);
  }
}
