import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { servebench, temporaryHome } from '../integration/servebench.js';

const { home, remove } = temporaryHome();
afterAll(remove);

const scripts = { bash: '', zsh: '', fish: '' };
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish'] as const)
    scripts[shell] = (await servebench(home, 'completions', shell)).stdout;
});

const isMissing = (shell: string): boolean => spawnSync(shell, ['--version']).error !== undefined;
const linesOf = (text: string): string[] => text.trim().split('\n').filter(Boolean);

/** What bash itself offers after these words; the last one is being typed. */
function complete(...words: readonly string[]): string[] {
  const typed = ['servebench', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `${scripts.bash}
    complete -p servebench > /dev/null || exit 1
    COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _servebench; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return linesOf(execFileSync('bash', ['--norc', '-c', ask], { encoding: 'utf8' }));
}

/** What our function gives to zsh after these words; `files` where it leaves it to zsh. */
function offerInZsh(...words: readonly string[]): string[] {
  const typed = ['servebench', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `compdef() { :; }; compadd() { shift; print -l -- "$@" }; _files() { print files }
    ${scripts.zsh}
    words=(${typed}); CURRENT=${words.length + 1}; _servebench`;
  return linesOf(execFileSync('zsh', ['-f', '-c', ask], { encoding: 'utf8' }));
}

/** What fish itself offers after this line, without descriptions. */
function completeInFish(line: string): string[] {
  const ask = `source '${join(home, 'servebench.fish')}'; complete -C '${line}'`;
  return linesOf(execFileSync('fish', ['--no-config', '-c', ask], { encoding: 'utf8', cwd: home }));
}

describe('completions in bash', () => {
  it.each([
    ['a command', ['tre'], ['trend']],
    ['a command of a topic', ['runs', 'ex'], ['export']],
    ['a flag', ['run', '--prec'], ['--precision']],
    ['a mode', ['serve', 'micro'], ['microservice']],
    ['a mode after a flag', ['run', 'quickstart', '--modes', 'emb'], ['embedded']],
    ['a format', ['report', 'latest', '--format', 'mark'], ['markdown']],
    ['a format after a sign', ['report', '--format', '=', 'mark'], ['markdown']],
    ['a drill', ['drill', '--drill', 'over'], ['overload']],
    ['a scenario', ['run', 'quick'], ['quickstart']],
    ['nothing that is not known, so that bash offers files', ['run', '--output', 'zz'], []],
  ])('complete %s', (_, words, expected) => {
    expect(complete(...words)).toEqual(expected);
  });

  it('offer every command at first', () => {
    expect(complete('')).toEqual(
      expect.arrayContaining(['run', 'gate', 'init', 'runs', 'models', 'scenarios']),
    );
  });

  it('are refused for a shell that is not known, with those that are', async () => {
    const { code, stderr } = await servebench(home, 'completions', 'bsh');
    expect(code).toBe(2);
    expect(stderr).toMatch(/bash.*zsh.*fish/);
  });
});

describe.skipIf(isMissing('zsh'))('completions in zsh', () => {
  it('offer commands, flags and values, and leave the rest to zsh', () => {
    expect(offerInZsh('')).toContain('gate');
    expect(offerInZsh('runs', '')).toEqual(['export', 'import', 'list', 'remove', 'show']);
    expect(offerInZsh('run', 'quickstart', '--')).toContain('--precision');
    expect(offerInZsh('run', '--modes', '')).toContain('embedded');
    expect(offerInZsh('nothing', 'known', '')).toEqual(['files']);
  });
});

describe.skipIf(isMissing('fish'))('completions in fish', () => {
  beforeAll(() => {
    writeFileSync(join(home, 'servebench.fish'), scripts.fish);
    writeFileSync(join(home, 'a file'), '');
  });

  it.each([
    ['a command', 'servebench tre', ['trend']],
    ['a command of a topic', 'servebench runs ex', ['export']],
    ['a flag', 'servebench run --prec', ['--precision']],
    ['a mode after a flag', 'servebench run quickstart --modes emb', ['embedded']],
    ['a scenario', 'servebench run quick', ['quickstart']],
    ['a file where nothing is known', 'servebench nothing a', ['a file']],
  ])('complete %s', (_, line, expected) => {
    expect(completeInFish(line)).toEqual(expected);
  });

  it('offer every command at first, and no file', () => {
    const offered = completeInFish('servebench ');
    expect(offered).toEqual(expect.arrayContaining(['run', 'gate', 'init', 'runs']));
    expect(offered).not.toContain('a file');
  });
});
