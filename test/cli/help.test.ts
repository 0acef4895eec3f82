import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { servebench, temporaryHome } from '../integration/servebench.js';

const { home, remove } = temporaryHome();
afterAll(remove);

describe('help', () => {
  it('of a command goes to stdout, with examples, without a colour where nobody looks', async () => {
    const commands = ['run', 'models publish', 'runs list'];
    const helps = await Promise.all(commands.map((words) => servebench(home, ...words.split(' '), '--help')));
    for (const [index, { code, stdout, stderr }] of helps.entries()) {
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('EXAMPLES');
      expect(stdout).toContain(`$ servebench ${commands[index]}`);
      expect(stdout).not.toContain('\u001B');
    }
  });

  it('of the whole lists every command and topic', async () => {
    const { code, stdout } = await servebench(home, '--help');
    expect(code).toBe(0);
    for (const word of ['run', 'serve', 'report', 'doctor', 'models', 'runs', 'scenarios'])
      expect(stdout).toContain(`\n  ${word} `);
    expect((await servebench(home)).stdout).toBe(stdout);
  });

  it('starts fast: no library that the help does not need is loaded', async () => {
    const loaded = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', PRINT_ADD_ONS, resolve('dist/cli.js')],
      { encoding: 'utf8' },
    );
    expect(loaded.trim().split('\n').at(-1)).toBe('[]');
  });
});

/** Runs `--help` in its own process and prints the native add-ons that were loaded. */
const PRINT_ADD_ONS = `
  const loaded = [];
  const { dlopen } = process;
  process.dlopen = (...args) => { loaded.push(args[1]); return dlopen.apply(process, args); };
  process.on('exit', () => process.stdout.write(JSON.stringify(loaded) + '\\n'));
  process.argv = [process.argv[0], process.argv[1], '--help'];
  const { execute } = await import('@oclif/core');
  await execute({ dir: process.argv[1] });
`;
