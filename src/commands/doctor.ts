import { Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import type { NoiseRecord } from '../core/noise-floor.js';
import { hasHistory, openHistory } from '../history/history.js';
import { examineMachine } from '../bench/examine-machine.js';

export default class Doctor extends BaseCommand {
  static override summary =
    'Is this machine fit to measure? Cores, load, governor, versions, native add-ons.';
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --json'];
  static override flags = { json: Flags.boolean({ description: 'print as JSON' }) };

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const findings = await examineMachine(this.stateDir, process.cwd(), (hardware) => this.noiseOn(hardware));
    if (findings.some(({ level }) => level === 'broken')) process.exitCode = 2;
    if (flags.json) return this.print(JSON.stringify(findings, null, 2));
    const marks = { fine: 'ok  ', doubtful: 'warn', broken: 'FAIL' } as const;
    this.print(
      findings
        .map(({ level, what, advice }) => `${marks[level]}  ${what}${advice ? `: ${advice}` : ''}`)
        .join('\n'),
    );
  }

  /** Without a history there is none; looking must not create one. */
  private noiseOn(hardware: string): NoiseRecord[] {
    if (!hasHistory(this.stateDir)) return [];
    const history = openHistory(this.stateDir);
    try {
      return history.noise.of(hardware);
    } finally {
      history.close();
    }
  }
}
