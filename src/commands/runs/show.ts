import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import type { StoredRun } from '../../core/stored-run.js';
import { openHistory } from '../../history/history.js';
import { loadStored } from '../../terminal/find-stored.js';
import { tableReporter } from '../../reporters/table/table.js';
import { renderOptions } from '../../terminal/render-options.js';

export default class RunsShow extends BaseCommand {
  static override summary =
    'Show what is stored of a run (its scenario, environment and trials), a gate or a drill.';
  static override examples = [
    '<%= config.bin %> runs show latest',
    '<%= config.bin %> runs show latest --json',
  ];
  static override args = {
    run: Args.string({
      description: 'id of a run, a gate or a drill, its start, `latest` or `latest~1` (runs)',
      required: true,
    }),
  };
  static override flags = {
    json: Flags.boolean({ description: 'print everything stored, raw histograms included' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RunsShow);
    const history = openHistory(this.stateDir);
    try {
      const found = loadStored(args.run, history);
      if (flags.json) {
        return this.print(JSON.stringify(found.kind === 'run' ? found.stored : found.document, null, 2));
      }
      this.print(
        found.kind === 'run' ? runText(found.stored) : tableReporter.render(found.document, renderOptions()),
      );
    } finally {
      history.close();
    }
  }
}

function runText({ run, trials }: StoredRun): string {
  const { cpuModel, cores, node, kernel, gitCommit } = run.environment;
  return [
    `run       ${run.id} (${run.status})`,
    `started   ${run.startedAt}`,
    `finished  ${run.finishedAt ?? '-'}`,
    `scenario  ${run.scenario.name}, seed ${run.seed}`,
    `model     ${run.model.name} ${run.model.sha256.slice(0, 12)}`,
    `machine   ${cpuModel}, ${cores} cores, kernel ${kernel}, Node ${node}`,
    `commit    ${gitCommit ?? '-'}`,
    `trials    ${trials.length}`,
    ...trials.map(({ block, order, mode, load, attempt, outcome }) => {
      const again = attempt > 1 ? ` (attempt ${attempt})` : '';
      return `  block ${block + 1} #${order + 1}  ${mode}.${load}  ${outcome.status}${again}`;
    }),
    '',
    run.scenario.text.trimEnd(),
  ].join('\n');
}
