import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { UserError } from '../../../src/core/errors.js';
import { findModel, findScenario } from '../../../src/scenario/find-file.js';
import { loadScenario } from '../../../src/scenario/load-scenario.js';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'servebench-find-'));
beforeAll(() => {
  for (const name of ['ranking', 'own', 'scenarios', 'models/ranking'])
    mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['scenarios/ranking.yaml', 'models/ranking/model.yaml', 'own/model.yaml'])
    writeFileSync(join(folder, name), '');
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

it('a folder that happens to have the name hides neither scenario nor model', () => {
  expect(findScenario('ranking')).toBe('scenarios/ranking.yaml');
  expect(findModel('ranking')).toBe('models/ranking');
  expect(findModel('own')).toBe('own');
});

it('a folder in the place of a scenario is one clear error', async () => {
  const error: unknown = await loadScenario(findScenario('own'), { modes: {} }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain('own is a folder; expected a scenario file');
});
