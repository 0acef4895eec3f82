import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';

const PLANTED = 'src/core/planted-by-a-test.ts';

afterEach(() => rmSync(PLANTED, { force: true }));

/** `npm run floors` finds nothing; what it would find, it must be able to find. */
it('the check of the floors sees every module, and in one an import that points up and libraries outside their home', () => {
  writeFileSync(
    PLANTED,
    "import '../bench/median.js';\nimport 'onnxruntime-node';\nimport 'pg';\nimport 'ioredis';\n",
  );
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src'];
  const { status, stdout } = spawnSync('node_modules/.bin/depcruise', args, { encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stdout).toContain('floor-0-points-down');
  for (const library of ['onnxruntime-node', 'pg', 'ioredis']) expect(stdout).toContain(`fence-${library}`);
  const found = stdout.split('\n').filter((line) => /^ *(error|warn) /.test(line));
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter((line) => !line.includes(PLANTED))).toEqual([]);
  expect(stdout).toMatch(/\d{3,} modules/);
}, 60_000);
