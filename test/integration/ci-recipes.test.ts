import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { fixtureModel } from '../fixture-models.js';
import { desk } from '../unit/scaffold/materials.js';

/*
 * The recipes of the README, step by step in a repository of their own. Only the installation is replaced: what
 * starts this package stands in node_modules, since a packed one takes longer than all the rest.
 */

interface Step {
  readonly run?: string;
}
interface Recipes {
  readonly github: { readonly jobs: { readonly gate: { readonly steps: readonly Step[] } } };
  readonly gitlab: { readonly servebench: { readonly script: readonly string[] } };
}

const [github, gitlab] = [...readFileSync('README.md', 'utf8').matchAll(/^```yml\n([\s\S]*?)^```/gm)].map(
  ([, text = '']) => parse(text) as unknown,
);
const recipes = { github, gitlab } as Recipes;
const INSTALL = 'npm install --no-save servebench';

const { folder, remove } = desk();
const repository = join(folder, 'head');
afterAll(remove);

beforeAll(() => {
  const git = (...args: readonly string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], {
      cwd: repository,
    });
  mkdirSync(join(repository, 'scenarios'), { recursive: true });
  writeFileSync(join(repository, 'model.onnx'), readFileSync(fixtureModel('score')));
  writeFileSync(
    join(repository, 'scenarios/mine.yaml'),
    'model: ../model.onnx\nmodes: { embedded: {} }\nloads: { a: { kind: closed, connections: 4, duration: 300ms } }\n' +
      'repeats: 1\ngates: { embedded.storageBytes: { exact: true } }\n',
  );
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'base');
  git('clone', '-q', '--bare', '.', join(folder, 'origin.git'));
  git('remote', 'add', 'origin', join(folder, 'origin.git'));
  git('fetch', '-q', 'origin');
  mkdirSync(join(repository, 'node_modules/.bin'), { recursive: true });
  const binary = join(repository, 'node_modules/.bin/servebench');
  writeFileSync(
    binary,
    `#!/bin/sh
exec '${process.execPath}' '${resolve('dist/cli.js')}' "$@"
`,
    { mode: 0o755 },
  );
});

/** @returns the exit codes of all steps but the installation */
function runSteps(steps: readonly string[], env: Readonly<Record<string, string>>): (number | null)[] {
  expect(steps[0]).toBe(INSTALL);
  return steps.slice(1).map((step) => {
    const { status, stderr } = spawnSync('bash', ['-e', '-c', step], {
      cwd: repository,
      env: { ...process.env, SERVEBENCH_HOME: join(folder, 'home'), ...env },
      encoding: 'utf8',
    });
    // 3: a short trial on a loaded machine may be invalid, which is no fault of the recipe.
    if (status !== 0 && status !== 3) console.error(step, stderr);
    return status;
  });
}

describe('the CI recipes of the README', () => {
  it('of GitHub Actions: run, report, gate against the base', () => {
    const steps = recipes.github.jobs.gate.steps.flatMap(({ run }) => run ?? []);
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '');
    const codes = runSteps(steps, { GITHUB_BASE_REF: 'main', GITHUB_STEP_SUMMARY: summary });
    expect(codes).toHaveLength(2);
    for (const code of codes) expect([0, 3]).toContain(code);
    expect(existsSync(join(repository, 'report.html'))).toBe(true);
    expect(readFileSync(summary, 'utf8')).toContain('mine');
  });

  it('of GitLab: the same, with a JUnit report', () => {
    const codes = runSteps(recipes.gitlab.servebench.script, { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' });
    expect(codes).toHaveLength(3);
    for (const code of codes) expect([0, 3]).toContain(code);
    expect(readFileSync(join(repository, 'junit.xml'), 'utf8')).toContain('<testsuite');
  });
});
