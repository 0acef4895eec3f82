import { Args, Flags } from '@oclif/core';
import { basename, extname } from 'node:path';

import { BaseCommand } from '../base-command.js';
import { trendOf } from '../bench/trend.js';
import { UserError } from '../core/errors.js';
import { openHistory } from '../history/history.js';
import { trendCsv, trendText } from '../reporters/trend-report.js';
import { closest } from '../scenario/suggest.js';
import { reportOutputs } from '../terminal/report-outputs.js';

export default class Trend extends BaseCommand {
  static override summary =
    'A figure over the runs and commits of a scenario, with the places where it changed.';
  static override description = `Reads stored runs of one scenario on the hardware and with the settings of its latest run, in the order in which they were measured. Changes are found by E-divisive with a permutation test: a run alone, or two, are never one.`;
  static override examples = [
    '<%= config.bin %> trend',
    '<%= config.bin %> trend quickstart --metric embedded.saturation.throughputRps',
    '<%= config.bin %> trend quickstart --metric embedded.steady.p99Us --metric embedded.anonBytes --json',
    '<%= config.bin %> trend quickstart --output trend.html --output trend.csv',
  ];
  static override args = {
    scenario: Args.string({ description: 'name of a scenario with stored runs', default: 'quickstart' }),
  };
  static override flags = {
    metric: Flags.string({
      description: 'path of a figure (default: what gate checks: throughput of closed and p50 of open loads)',
      helpValue: 'MODE.LOAD.METRIC',
      multiple: true,
    }),
    limit: Flags.integer({ description: 'at most so many runs, the latest', default: 200, min: 1 }),
    json: Flags.boolean({ description: 'print as JSON' }),
    output: Flags.string({ description: 'also write to a file: .html, .csv or .json', multiple: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Trend);
    const { trendPage } = await import('../reporters/html/trend-page.js');
    const outputs = await reportOutputs(flags.output ?? [], { '.csv': trendCsv, '.html': trendPage });
    const history = openHistory(this.stateDir);
    try {
      const scenario = basename(args.scenario, extname(args.scenario));
      const runs = history.list({ scenario, limit: flags.limit });
      if (runs.length === 0)
        throw noRuns(
          scenario,
          history.list().map((run) => run.scenario),
        );
      const report = trendOf(
        runs.map(({ id }) => history.load(id)),
        flags.metric ?? [],
      );
      await outputs.write(report);
      this.print(flags.json ? JSON.stringify(report, null, 2) : trendText(report));
    } finally {
      history.close();
    }
  }
}

function noRuns(scenario: string, others: readonly string[]): UserError {
  const known = [...new Set(others)];
  const meant = closest(scenario, known);
  const hint = known.length === 0 ? '' : `; there are runs of ${known.join(', ')}`;
  return new UserError(
    'NO_RUNS',
    `no run of ${scenario} is stored${hint}`,
    meant === undefined ? `servebench run ${scenario}` : `did you mean "${meant}"?`,
  );
}
