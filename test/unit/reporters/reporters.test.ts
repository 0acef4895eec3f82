import { describe, expect, it } from 'vitest';

import { UserError } from '../../../src/core/errors.js';
import { EXTENSIONS, FORMATS, reporterFor, reporterOfFile } from '../../../src/reporters/reporters.js';

function refusal(call: () => unknown): UserError {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError) return error;
  }
  throw new Error('nothing was refused');
}

describe('reporterFor', () => {
  it('finds every format by its id, in any case', () => {
    for (const format of FORMATS) expect(reporterFor(format.toUpperCase()).id).toBe(format);
  });

  it('reads benchmark-json as the format of most metrics', () => {
    expect(reporterFor('benchmark-json').id).toBe('benchmark-json-smaller');
  });

  it('suggests the nearest format', () => {
    const error = refusal(() => reporterFor('markdwon'));
    expect(error.code).toBe('FORMAT_UNKNOWN');
    expect(error.next).toContain('did you mean "markdown"');
    expect(error.next).toContain('junit');
  });
});

describe('reporterOfFile', () => {
  it('goes by the longest extension that fits', () => {
    const found = Object.fromEntries(
      ['a.json', 'a.smaller.json', 'a.bigger.JSON', 'b/c.d/a.HTML', 'a.md', 'a.xml', 'a.csv', 'a.txt'].map(
        (file) => [file, reporterOfFile(file).id],
      ),
    );
    expect(found).toEqual({
      'a.json': 'json',
      'a.smaller.json': 'benchmark-json-smaller',
      'a.bigger.JSON': 'benchmark-json-bigger',
      'b/c.d/a.HTML': 'html',
      'a.md': 'markdown',
      'a.xml': 'junit',
      'a.csv': 'csv',
      'a.txt': 'table',
    });
  });

  it('has one reporter for each extension', () => {
    expect(new Set(EXTENSIONS).size).toBe(EXTENSIONS.length);
  });

  it('names the file, and suggests the nearest extension', () => {
    const error = refusal(() => reporterOfFile('out/result.htlm'));
    expect(error.message).toContain('out/result.htlm');
    expect(error.next).toContain('did you mean ".html"');
    expect(refusal(() => reporterOfFile('out/result')).message).toContain('needs an extension');
    expect(refusal(() => reporterOfFile('out/.json')).message).toContain('needs an extension');
  });
});
