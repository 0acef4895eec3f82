import { Config, Parser, type Command } from '@oclif/core';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

/*
 * The surface of the command line as text: what somebody can type. After a wanted change: `npm run golden`, and read the
 * diff.
 */

let commands: readonly (Command.Loadable & { readonly words: string })[];

beforeAll(async () => {
  const config = await Config.load(resolve('.'));
  commands = config.commands
    .filter(({ pluginName }) => pluginName === 'servebench')
    .map((command) => Object.assign(command, { words: command.id.replaceAll(':', ' ') }))
    .sort((a, b) => (a.words < b.words ? -1 : 1));
});

function describeCommand({ words, summary, args, flags, examples }: (typeof commands)[number]): string {
  const ordered = Object.values(args).map(({ name, required }) =>
    required ? ` ${name.toUpperCase()}` : ` [${name.toUpperCase()}]`,
  );
  const lines = Object.values(flags).map((flag) => {
    const value = flag.type === 'boolean' ? '' : ` ${flag.helpValue ?? '<value>'}`;
    const notes = flag.type === 'option' && flag.multiple ? ', repeatable' : '';
    return `  --${flag.name}${value}  ${flag.description ?? ''}${notes}`;
  });
  return [
    `${words}${ordered.join('')}`,
    `  ${summary ?? ''}`,
    ...lines.sort(),
    ...exampleLines(examples).map((line) => `  $ ${line}`),
  ].join('\n');
}

function exampleLines(examples: Command.Loadable['examples']): string[] {
  return (examples ?? []).map((example) =>
    (typeof example === 'string' ? example : example.command).replaceAll('<%= config.bin %>', 'servebench'),
  );
}

describe('the surface', () => {
  it('is as it was', async () => {
    await expect(`${commands.map(describeCommand).join('\n\n')}\n`).toMatchFileSnapshot(
      resolve('test/cli/surface.txt'),
    );
  });

  it('says of every command, argument and flag what it is, and gives examples', () => {
    expect(commands.length).toBeGreaterThanOrEqual(11);
    for (const { words, summary, args, flags, examples } of commands) {
      expect(summary, words).toMatch(/^[A-Z].*[.?]$/);
      expect(exampleLines(examples).length, `examples of ${words}`).toBeGreaterThanOrEqual(1);
      for (const part of [...Object.values(args), ...Object.values(flags)])
        expect(part.description, `${part.name} of ${words}`).toBeTruthy();
    }
  });

  it('is in the README, whose commands CI runs', () => {
    const readme = readFileSync('README.md', 'utf8');
    for (const { words } of commands) expect(readme).toContain(`servebench ${words}`);
  });

  it('has examples that can be typed: known flags, files that exist', async () => {
    for (const command of commands) {
      const { flags, args } = await command.load();
      for (const line of exampleLines(command.examples)) {
        expect(line.startsWith(`servebench ${command.words}`), line).toBe(true);
        const argv = line.slice(`servebench ${command.words}`.length).split(' ').filter(Boolean);
        const parsed = await Parser.parse(argv, { flags, args, strict: true });
        expect(parsed.nonExistentFlags, line).toEqual([]);
        for (const word of argv.filter((part) => part.endsWith('.yaml')))
          expect(existsSync(word), `${word} in ${line}`).toBe(true);
      }
    }
  });
});
