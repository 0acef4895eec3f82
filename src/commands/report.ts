import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { openHistory } from '../history/history.js';
import { EXTENSIONS, FORMATS } from '../reporters/reporters.js';
import { findDocument } from '../terminal/find-document.js';
import { checkOutputs, outputsOf, writeOutputs } from '../terminal/outputs.js';
import { renderOptions } from '../terminal/render-options.js';

export default class Report extends BaseCommand {
  static override summary = 'Render a stored run, gate or drill again, or a JSON file of one.';
  static override description =
    'A JSON file may hold a run, a sweep, a comparison, a gate or a drill: it is recognised by what is in it, and checked.';
  static override examples = [
    '<%= config.bin %> report latest',
    '<%= config.bin %> report latest --against microservice',
    '<%= config.bin %> report 3f2a --output result.html --output result.csv',
    '<%= config.bin %> report latest --format markdown',
    '<%= config.bin %> report comparison.json --output comparison.html',
  ];
  static override args = {
    run: Args.string({
      description: 'id of a run, a gate or a drill, its start, `latest` or `latest~1` (runs), or a JSON file',
      default: 'latest',
    }),
  };
  static override flags = {
    against: Flags.string({ description: 'mode that the ratios of the table refer to' }),
    json: Flags.boolean({ description: 'print the result as JSON' }),
    format: Flags.string({ description: `what to print: ${FORMATS.join(', ')}`, default: 'table' }),
    output: Flags.string({
      description: `also write the report to a file, format by extension: ${EXTENSIONS.join(' ')}`,
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Report);
    const outputs = outputsOf(flags);
    await checkOutputs(outputs);
    const history = openHistory(this.stateDir);
    try {
      const document = await findDocument(args.run, history, flags.against);
      const options = {
        ...renderOptions(),
        ...(flags.against === undefined ? {} : { against: flags.against }),
      };
      this.print(await outputs.printed.render(document, options));
      await writeOutputs(outputs, document, options);
    } finally {
      history.close();
    }
  }
}
