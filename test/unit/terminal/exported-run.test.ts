import { describe, expect, it } from 'vitest';

import { readExportedRun } from '../../../src/terminal/exported-run.js';
import { goldenRun } from '../../golden/golden-run.js';

describe('readExportedRun', () => {
  it('takes a run that reports can be made of', () => {
    const stored = structuredClone(goldenRun());
    expect(readExportedRun(stored, 'run.json')).toEqual(stored);
  });

  it.each([
    ['whose plan of repeats is none', { precision: {} }, {}, 'no report can be made of it: TypeError'],
    ['whose environment lacks what reports show', {}, { kernel: 7 }, 'run.environment.kernel'],
  ])('refuses a run %s', (_, changes, surroundings, words) => {
    const { run, ...parts } = structuredClone(goldenRun());
    const environment = { ...run.environment, ...surroundings };
    const read = (): unknown =>
      readExportedRun({ ...parts, run: { ...run, ...changes, environment } }, 'run.json');
    expect(read).toThrow(words);
    expect(read).toThrow(expect.objectContaining({ name: 'UserError', code: 'IMPORT_INVALID' }));
  });
});
