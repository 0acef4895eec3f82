import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { desk } from '../unit/scaffold/materials.js';
import { heavyModel } from './heavy-model.js';

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

const git = (...args: readonly string[]): unknown =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], {
    cwd: repository,
  });

const scenario = join(repository, 'scenarios/mine.yaml');
const SCENARIO = `model: ../model.onnx
modes: { embedded: {} }
loads: { a: { kind: closed, connections: 4, duration: 300ms } }
warmUp: 100ms
repeats: 1
gates: { embedded.storageBytes: { exact: true } }
`;

beforeAll(() => {
  mkdirSync(join(repository, 'scenarios'), { recursive: true });
  writeFileSync(join(repository, 'model.onnx'), heavyModel(1));
  writeFileSync(scenario, SCENARIO);
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
  it('of GitHub Actions: run, report, and a gate that lets a change of white space pass', () => {
    writeFileSync(scenario, SCENARIO.replaceAll(': ', ':  '));
    git('commit', '-qam', 'Align the scenario');
    const steps = recipes.github.jobs.gate.steps.flatMap(({ run }) => run ?? []);
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '');
    const codes = runSteps(steps, { GITHUB_BASE_REF: 'main', GITHUB_STEP_SUMMARY: summary });
    expect(codes).toHaveLength(2);
    for (const code of codes) expect([0, 3]).toContain(code);
    for (const file of ['report.html', 'gate.html']) expect(existsSync(join(repository, file))).toBe(true);
    const markdown = readFileSync(summary, 'utf8');
    for (const kind of ['report', 'gate']) expect(markdown).toContain(`<!-- servebench-${kind}: mine -->`);
  }, 120_000);

  it('of GitLab: the same with a JUnit report, and a gate that fails where the model became slow', () => {
    writeFileSync(join(repository, 'model.onnx'), heavyModel());
    const gates = 'gates: { embedded.a.throughputRps: { max-decrease: 50% } }';
    writeFileSync(scenario, SCENARIO.replace(/^gates: .*$/m, gates));
    git('commit', '-qam', 'Take a larger model');
    const codes = runSteps(recipes.gitlab.servebench.script, { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' });
    expect(codes).toHaveLength(3);
    expect([0, 3]).toContain(codes[1]);
    expect(codes[2]).toBe(1);
    // A verdict that fails is reported as well.
    expect(readFileSync(join(repository, 'gate.xml'), 'utf8')).toContain('<failure');
    expect(readFileSync(join(repository, 'gate.html'), 'utf8')).toContain('The gate fails');
    expect(readFileSync(join(repository, 'junit.xml'), 'utf8')).toContain('<testsuite');
  }, 120_000);
});
