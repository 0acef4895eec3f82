import { Flags } from '@oclif/core';

import { BaseCommand } from '../../base-command.js';
import type { DrillSummary } from '../../history/drills.js';
import type { GateSummary } from '../../history/gates.js';
import { openHistory } from '../../history/history.js';
import { renderList } from '../../terminal/render-list.js';

export default class RunsList extends BaseCommand {
  static override summary = 'List stored runs, gates or drills, newest first.';
  static override examples = [
    '<%= config.bin %> runs list',
    '<%= config.bin %> runs list --scenario quickstart --json',
    '<%= config.bin %> runs list --gates',
    '<%= config.bin %> runs list --drills',
    '<%= config.bin %> runs list --mode microservice --since 2026-11-01 --commit 3f2a',
  ];
  static override flags = {
    scenario: Flags.string({ description: 'only runs of this scenario' }),
    mode: Flags.string({ description: 'only runs with a mode of this label' }),
    since: Flags.string({
      description: 'only runs started at or after this date (UTC)',
      helpValue: '2026-11-01',
    }),
    until: Flags.string({ description: 'only runs started before this date (UTC)', helpValue: '2026-12-01' }),
    commit: Flags.string({ description: 'only runs of this git commit, or the start of one' }),
    gates: Flags.boolean({
      description: 'list gates with their verdicts instead',
      exclusive: ['scenario', 'mode', 'since', 'until', 'commit'],
    }),
    drills: Flags.boolean({
      description: 'list drills instead',
      exclusive: ['gates', 'scenario', 'mode', 'since', 'until', 'commit'],
    }),
    limit: Flags.integer({ description: 'at most this many', default: 50, min: 1 }),
    json: Flags.boolean({ description: 'print as JSON' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RunsList);
    const { scenario, mode, since, until, commit, limit } = flags;
    const isFiltered = [scenario, mode, since, until, commit].some((value) => value !== undefined);
    const history = openHistory(this.stateDir);
    try {
      if (flags.gates) return this.print(gateList(history.gates.list(limit), flags.json));
      if (flags.drills) return this.print(drillList(history.drills.list(limit), flags.json));
      const runs = history.list({ scenario, mode, since, until, commit, limit });
      if (flags.json) return this.print(JSON.stringify(runs, null, 2));
      if (runs.length === 0) return this.print(isFiltered ? 'no such run' : 'no runs yet: servebench run');
      const rows = runs.map(({ id, startedAt, scenario: name, modes, trials, status, gitCommit }) => [
        id,
        secondOf(startedAt),
        name,
        gitCommit?.slice(0, 8) ?? '-',
        String(modes),
        String(trials),
        status,
      ]);
      this.print(
        renderList(['run', 'started (UTC)', 'scenario', 'commit', 'modes', 'trials', 'status'], rows),
      );
    } finally {
      history.close();
    }
  }
}

function gateList(gates: readonly GateSummary[], json: boolean): string {
  if (json) return JSON.stringify(gates, null, 2);
  if (gates.length === 0) return 'no gates yet: servebench gate SCENARIO --base OTHER';
  const rows = gates.map(({ id, startedAt, scenario, verdict, base }) => [
    id,
    secondOf(startedAt),
    scenario,
    verdict,
    base,
  ]);
  return renderList(['gate', 'started (UTC)', 'scenario', 'verdict', 'base'], rows);
}

function drillList(drills: readonly DrillSummary[], json: boolean): string {
  if (json) return JSON.stringify(drills, null, 2);
  if (drills.length === 0) return 'no drills yet: servebench drill --drill kill';
  const rows = drills.map(({ id, startedAt, scenario, drills: what, modes }) => [
    id,
    secondOf(startedAt),
    scenario,
    what.join(','),
    modes.join(','),
  ]);
  return renderList(['drill', 'started (UTC)', 'scenario', 'what happened', 'modes'], rows);
}

/** `2026-11-29 05:12:44`, of an ISO date. */
function secondOf(startedAt: string): string {
  return startedAt.slice(0, 19).replace('T', ' ');
}
