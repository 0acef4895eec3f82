import { Args, Flags } from '@oclif/core';
import { writeFile } from 'node:fs/promises';

import { BaseCommand } from '../base-command.js';
import { summarizeRun } from '../bench/summarize.js';
import { openHistory } from '../history/history.js';
import { reporterFor } from '../reporters/reporters.js';
import { checkAgainst } from '../terminal/check-against.js';
import { checkOutputs, outputsOf } from '../terminal/outputs.js';
import { renderOptions } from '../terminal/render-options.js';

export default class Report extends BaseCommand {
  static override summary = 'Render a stored run again.';
  static override examples = [
    '<%= config.bin %> report latest',
    '<%= config.bin %> report latest --against microservice',
    '<%= config.bin %> report 3f2a --output result.json',
  ];
  static override args = {
    run: Args.string({ description: 'id of a run, its start, `latest` or `latest~1`', default: 'latest' }),
  };
  static override flags = {
    against: Flags.string({ description: 'mode that the ratios of the table refer to' }),
    json: Flags.boolean({ description: 'print the result as JSON' }),
    format: Flags.string({ description: 'what to print', default: 'table' }),
    output: Flags.string({
      description: 'also write the report to a file, format by extension',
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Report);
    const printed = reporterFor(flags.json ? 'json' : flags.format);
    const outputs = outputsOf(flags.output ?? []);
    await checkOutputs(outputs);
    const history = openHistory(this.stateDir);
    try {
      const document = summarizeRun(history.load(args.run), flags.against);
      checkAgainst(flags.against, Object.keys(document.modes));
      const options = {
        ...renderOptions(),
        ...(flags.against === undefined ? {} : { against: flags.against }),
      };
      for (const { file, reporter } of outputs) await writeFile(file, reporter.render(document, options));
      this.print(printed.render(document, options));
    } finally {
      history.close();
    }
  }
}
