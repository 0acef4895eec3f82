import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listScenarios } from '../../../src/scenario/list-scenarios.js';
import { folderOf, userErrorOf } from './workspace.js';

it('lists YAML files by name; a broken one with its error', async () => {
  const folder = await folderOf({
    'b.yaml': 'question: Why?\nmodes: { nonsense: 5 }\n',
    'a.yml': 'model: x\n',
    'c.yaml': 'question: "open\n',
    'd.yaml': '- list\n',
    'e.yaml/inner.txt': '',
    'notes.md': '',
  });
  expect(await listScenarios(folder)).toEqual([
    { name: 'a', file: join(folder, 'a.yml') },
    { name: 'b', file: join(folder, 'b.yaml'), question: 'Why?' },
    {
      name: 'c',
      file: join(folder, 'c.yaml'),
      error: `${join(folder, 'c.yaml')}:2: not valid YAML: Missing closing "quote`,
    },
    {
      name: 'd',
      file: join(folder, 'd.yaml'),
      error: `${join(folder, 'd.yaml')}:1: expected a mapping with at least model and modes`,
    },
    { name: 'e', file: join(folder, 'e.yaml'), error: expect.stringContaining('EISDIR') as unknown },
  ]);
});

it('says what to do where there is no folder', async () => {
  const folder = await folderOf({});
  expect(await userErrorOf(listScenarios(join(folder, 'scenarios')), folder)).toEqual({
    code: 'SCENARIOS_FOLDER_NOT_FOUND',
    lines: ['Cannot read the folder of scenarios scenarios (ENOENT).'],
    next: 'Make a first scenario: servebench scenarios init',
  });
});
