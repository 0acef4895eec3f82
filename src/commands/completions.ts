import { Args } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { DRILL_IDS } from '../bench/drill/drills.js';
import { FORMATS } from '../reporters/reporters.js';
import { scenarioNames } from '../scenario/find-file.js';
import { completionScript, SHELLS, type CommandShape } from '../terminal/completions.js';
import { modes } from '../wiring.js';

export default class Completions extends BaseCommand {
  static override summary = 'Print a script that completes commands, flags, modes, scenarios and formats.';
  static override description =
    'For bash, put eval "$(servebench completions bash)" into ~/.bashrc; for zsh, eval "$(servebench completions zsh)" into ~/.zshrc, after compinit; for fish, servebench completions fish | source into ~/.config/fish/config.fish.';
  static override examples = [
    '<%= config.bin %> completions bash',
    '<%= config.bin %> completions zsh',
    '<%= config.bin %> completions fish',
  ];
  static override args = {
    shell: Args.string({ description: 'the shell', options: [...SHELLS], required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completions);
    const shell = SHELLS.find((known) => known === args.shell) ?? 'bash';
    const scenarios = await scenarioNames();
    const labels = Object.keys(modes);
    const commands = this.config.commands.map(({ id, flags, args: taken }): CommandShape => {
      const values = Object.keys(taken).flatMap((name) => {
        const words = { scenario: scenarios, mode: labels, shell: SHELLS }[name];
        return words ?? [];
      });
      const names = [...Object.values(flags).map(({ name }) => `--${name}`), '--help'];
      return { words: id.replaceAll(':', ' '), flags: names, values };
    });
    const afterFlag = {
      '--modes': labels,
      '--mode': labels,
      '--against': labels,
      '--format': FORMATS,
      '--drill': DRILL_IDS,
      '--base': scenarios,
      '--scenario': scenarios,
    };
    this.print(completionScript(shell, { commands, afterFlag }));
  }
}
