import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { servebench, temporaryHome } from '../integration/servebench.js';

const { home, remove } = temporaryHome();
afterAll(remove);

let script = '';
beforeAll(async () => {
  script = (await servebench(home, 'completions', 'bash')).stdout;
});

/** What bash itself offers after these words; the last one is being typed. */
function complete(...words: readonly string[]): string[] {
  const typed = ['servebench', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `${script}
    complete -p servebench > /dev/null || exit 1
    COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _servebench; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['--norc', '-c', ask], { encoding: 'utf8' }).trim().split('\n').filter(Boolean);
}

describe('completions in bash', () => {
  it.each([
    ['a command', ['tre'], ['trend']],
    ['a command of a topic', ['runs', 'ex'], ['export']],
    ['a flag', ['run', '--prec'], ['--precision']],
    ['a mode', ['serve', 'micro'], ['microservice']],
    ['a mode after a flag', ['run', 'quickstart', '--modes', 'emb'], ['embedded']],
    ['a format', ['report', 'latest', '--format', 'mark'], ['markdown']],
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
    expect(stderr).toMatch(/bash.*zsh/);
  });
});
