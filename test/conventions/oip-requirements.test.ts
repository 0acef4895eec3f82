import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const README = 'src/serving/model-server/README.md';
const FOLDER = 'test/integration/model-server/';

it('every requirement of the protocol names a test that exists', () => {
  const text = readFileSync(README, 'utf8');
  const rows = [...text.matchAll(/^\|[^|]*\|[^|]*\| `([^`]+\.test\.ts)`: (.+?) *\|$/gm)];
  expect(rows.length).toBeGreaterThan(40);
  expect(rows).toHaveLength(text.match(/^\|.*\.test\.ts/gm)?.length ?? 0);
  const missing = rows.filter(([, file = '', title = '']) => {
    const path = file.startsWith('test/') ? file : `${FOLDER}${file}`;
    return !existsSync(path) || !readFileSync(path, 'utf8').includes(title);
  });
  expect(missing.map(([row]) => row)).toEqual([]);
});
