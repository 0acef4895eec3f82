import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

import { completionScript, SHELLS } from '../../../src/terminal/completions.js';

const HOSTILE = ["it's", '$(echo no)', 'two words', String.raw`back\slash`];
const LIST = { words: 'runs list', flags: [], values: [] };
const COMPLETIONS = {
  commands: [{ words: 'run', flags: ['--modes'], values: HOSTILE }, LIST],
  afterFlag: { '--modes': ['embedded'] },
};

describe('the script of completions', () => {
  it.each(SHELLS)('for %s says what wrote it, and names each word once for its command', (shell) => {
    const script = completionScript(shell, COMPLETIONS);
    expect(script).toContain(`written by: servebench completions ${shell}`);
    expect(script.match(/two words/g)).toHaveLength(1);
    expect(script.match(/embedded/g)).toHaveLength(1);
  });

  it('has bash offer words as text: nothing in them is expanded', () => {
    const script = `${completionScript('bash', COMPLETIONS)}
      COMP_WORDS=(servebench run ''); COMP_CWORD=2; _servebench
      eval "printf '%s\\\\n' \${COMPREPLY[*]}"`;
    const offered = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
    expect(offered.trim().split('\n')).toEqual([...HOSTILE, '--modes']);
  });

  it('quotes words for fish by its own two escapes', () => {
    const script = completionScript('fish', COMPLETIONS);
    expect(script).toContain(String.raw`'it\'s' '$(echo no)' 'two words' 'back\\slash' '--modes'`);
  });
});
