import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

import { makeFolder } from '../../../src/files/make-folder.js';

describe('makeFolder', () => {
  const home = mkdtempSync(join(tmpdir(), 'servebench-folder-'));
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('makes a folder and those above it, and leaves one that is there', () => {
    const folder = join(home, 'a/b/c');
    makeFolder(folder);
    makeFolder(folder);
    expect(existsSync(folder)).toBe(true);
  });

  it('throws where there can be none', () => {
    writeFileSync(join(home, 'file'), '');
    expect(() => makeFolder(join(home, 'file/b'))).toThrow('ENOTDIR');
    if (process.platform === 'linux') expect(() => makeFolder('/proc/servebench/a')).toThrow('ENOENT');
  });
});
