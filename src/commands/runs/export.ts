import { Args, Flags } from '@oclif/core';
import { writeFile } from 'node:fs/promises';

import { BaseCommand } from '../../base-command.js';
import { summarizeRun } from '../../bench/summarize.js';
import { openHistory } from '../../history/history.js';
import { loadStored } from '../../terminal/find-stored.js';
import { checkWritable } from '../../terminal/outputs.js';

export default class RunsExport extends BaseCommand {
  static override summary =
    'Write a stored run, raw histograms included, a gate or a drill as one JSON file.';
  static override examples = [
    '<%= config.bin %> runs export latest --output run.json',
    '<%= config.bin %> runs export 3f2a',
  ];
  static override args = {
    run: Args.string({
      description: 'id of a run, a gate or a drill, its start, `latest` or `latest~1` (runs)',
      required: true,
    }),
  };
  static override flags = {
    output: Flags.string({ description: 'file to write (default: stdout)' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsExport);
    if (flags.output !== undefined) await checkWritable(flags.output);
    const history = openHistory(this.stateDir);
    try {
      const found = loadStored(args.run, history);
      const document =
        found.kind === 'run' ? { ...summarizeRun(found.stored), raw: found.stored } : found.document;
      const text = `${JSON.stringify(document, null, 2)}\n`;
      if (flags.output === undefined) return this.print(text);
      await writeFile(flags.output, text);
    } finally {
      history.close();
    }
  }
}
