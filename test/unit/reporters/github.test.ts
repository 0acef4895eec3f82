import { describe, expect, it } from 'vitest';

import { githubReporter } from '../../../src/reporters/github.js';
import { everything } from '../../golden/documents/everything.js';
import { HOSTILE, troubles } from '../../golden/documents/troubles.js';

/** As the runner reads a command: everything up to `::` are properties. */
function parseLine(line: string): { level: string; title: string; message: string } {
  const parts = /^::(error|warning|notice) title=([^:,]*)::(.*)$/.exec(line);
  if (!parts) throw new Error(`no workflow command: ${line}`);
  const [, level = '', title = '', message = ''] = parts;
  const data = (text: string): string =>
    text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%');
  const property = (text: string): string => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
  return { level, title: property(title), message: data(message) };
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('the annotations', () => {
  it('are errors for failures and missed objectives, warnings for what is not valid', () => {
    const found = linesOf(githubReporter.render(everything())).map(parseLine);
    expect(found).toContainEqual({
      level: 'error',
      title: 'quickstart: microservice',
      message: 'objective missed: steady: p99 23.4 ms is above 20 ms',
    });
    expect(found).toContainEqual({
      level: 'warning',
      title: 'quickstart: microservice, steady is not valid',
      message: 'block 1: the hypervisor took 4.1% of the CPU; use a quieter machine',
    });
    expect(found.at(-1)?.level).toBe('notice');
  });

  it('keep hostile text to their own line', () => {
    const lines = linesOf(githubReporter.render(troubles()));
    const found = lines.map(parseLine);
    expect(found.some(({ message }) => message.includes(HOSTILE))).toBe(true);
    expect(found.some(({ title }) => title.includes(HOSTILE))).toBe(true);
  });

  it('are at most ten of a level, and say how many more there are', () => {
    const document = {
      ...everything(),
      warnings: Array.from({ length: 30 }, (_, index) => `warning ${index}`),
    };
    const warnings = linesOf(githubReporter.render(document))
      .map(parseLine)
      .filter(({ level }) => level === 'warning');
    expect(warnings).toHaveLength(10);
    // 30 and the invalid load are 31, of which 9 are shown.
    expect(warnings.at(-1)?.message).toContain('and 22 more');
  });

  it('come with a summary of the job in markdown', () => {
    expect(githubReporter.appendix.variable).toBe('GITHUB_STEP_SUMMARY');
    expect(githubReporter.appendix.render(everything())).toContain('| mode |');
  });
});
