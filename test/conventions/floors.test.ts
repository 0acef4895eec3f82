import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';

const PLANTED = 'src/core/planted-by-a-test.ts';

function checkFloors(): { passed: boolean; output: string } {
  try {
    const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src'];
    return {
      passed: true,
      output: execFileSync('node_modules/.bin/depcruise', args, { encoding: 'utf8', stdio: 'pipe' }),
    };
  } catch (error) {
    return { passed: false, output: String((error as { stdout?: unknown }).stdout) };
  }
}

describe('the check of the floors', () => {
  afterEach(() => rmSync(PLANTED, { force: true }));

  it('sees the modules and finds nothing', () => {
    const { passed, output } = checkFloors();
    expect(output).toMatch(/no dependency violations found \(\d{3,} modules/);
    expect(passed).toBe(true);
  }, 60_000);

  it('can fail: an import that points up, and a library outside its home', () => {
    writeFileSync(
      PLANTED,
      "import '../bench/median.js';\nimport 'onnxruntime-node';\nimport 'pg';\nimport 'ioredis';\n",
    );
    const { passed, output } = checkFloors();
    expect(passed).toBe(false);
    expect(output).toContain('floor-0-points-down');
    for (const library of ['onnxruntime-node', 'pg', 'ioredis']) expect(output).toContain(`fence-${library}`);
  }, 60_000);
});
