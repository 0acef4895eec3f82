import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { checkOutputs, outputsOf, writeOutputs } from '../../../src/terminal/outputs.js';
import { comparison } from '../../golden/documents/comparison.js';
import { everything } from '../../golden/documents/everything.js';

const OPTIONS = { color: true, width: 100 };

describe('outputs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'servebench-outputs-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  const outputs = (format: string, ...output: string[]) => outputsOf({ json: false, format, output });

  it('are of the format that the extension says, without colour', async () => {
    const files = ['a.txt', 'a.csv', 'a.html'].map((name) => join(folder, name));
    await writeOutputs(outputs('table', ...files), everything(), OPTIONS);
    const [text, csv, html] = files.map((file) => readFileSync(file, 'utf8'));
    expect(text).not.toContain('\u001B');
    expect(csv).toMatch(/^run,scenario,/);
    expect(html).toMatch(/^<!doctype html>/);
  });

  it('append the markdown report to the summary of a GitHub step, and only for that format', async () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'before\n');
    vi.stubEnv('GITHUB_STEP_SUMMARY', summary);
    await writeOutputs(outputs('table'), everything(), OPTIONS);
    expect(readFileSync(summary, 'utf8')).toBe('before\n');
    for (const document of [everything(), comparison()])
      await writeOutputs(outputs('github'), document, OPTIONS);
    expect(readFileSync(summary, 'utf8')).toMatch(
      /^before\n<!-- servebench-report: quickstart -->[\s\S]*<!-- servebench-compare: quickstart -->/,
    );
  });

  it('print github without a summary where there is none', async () => {
    vi.stubEnv('GITHUB_STEP_SUMMARY', '');
    await writeOutputs(outputs('github'), everything(), OPTIONS);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are checked beforehand, and left as they were', async () => {
    const [there, fresh] = [join(folder, 'there.json'), join(folder, 'fresh.json')];
    writeFileSync(there, 'kept');
    await checkOutputs(outputs('table', there, fresh));
    expect(readdirSync(folder)).toEqual(['there.json']);
    expect(readFileSync(there, 'utf8')).toBe('kept');
  });

  it('that cannot be written are refused with the reason', async () => {
    mkdirSync(join(folder, 'folder.json'));
    writeFileSync(join(folder, 'file'), '');
    const refused = async (name: string) => checkOutputs(outputs('table', join(folder, name)));
    await expect(refused('folder.json')).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
    await expect(refused('new.json/')).rejects.toThrow(/it is a folder/);
    await expect(refused('none/a.json')).rejects.toThrow(/there is no folder/);
    await expect(refused('file/a.json')).rejects.toThrow(/is not a folder/);
    await expect(refused(`${'x'.repeat(300)}.json`)).rejects.toThrow(/its name is too long/);
  });

  it.skipIf(process.platform !== 'linux')('are refused in a folder where no file can be made', async () => {
    await expect(checkOutputs(outputs('table', '/proc/a.json'))).rejects.toThrow(/cannot write/);
  });

  it.skipIf(process.getuid?.() === 0)('in a read-only folder are refused', async () => {
    chmodSync(folder, 0o500);
    await expect(checkOutputs(outputs('table', join(folder, 'a.json')))).rejects.toThrow(/no permission/);
  });
});
