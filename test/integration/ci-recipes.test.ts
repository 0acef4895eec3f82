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
  readonly if?: string;
  readonly 'continue-on-error'?: boolean;
}
interface Recipes {
  readonly github: { readonly jobs: { readonly gate: { readonly steps: readonly Step[] } } };
  readonly gitlab: {
    readonly servebench: { readonly script: readonly string[]; readonly after_script: readonly string[] };
  };
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

/** @returns whether the job passes, as a runner sees it: nothing goes on after a step that failed but what always does */
function runJob(steps: readonly Step[], env: Readonly<Record<string, string>>): boolean {
  const [install, ...rest] = steps.filter(({ run }) => run !== undefined);
  expect(install?.run).toBe(INSTALL);
  let passes = true;
  for (const { run = '', if: condition, 'continue-on-error': mayFail = false } of rest) {
    if (!passes && condition !== 'always()') continue;
    const { status, stderr } = spawnSync('bash', ['-e', '-c', run], {
      cwd: repository,
      env: { ...process.env, SERVEBENCH_HOME: join(folder, 'home'), ...env },
      encoding: 'utf8',
    });
    if (status === 2) console.error(run, stderr);
    passes &&= status === 0 || mayFail;
  }
  return passes;
}

describe('the CI recipes of the README', () => {
  it('of GitHub Actions: run, report, and a gate that lets a change of white space pass', () => {
    writeFileSync(scenario, SCENARIO.replaceAll(': ', ':  '));
    git('commit', '-qam', 'Align the scenario');
    const { steps } = recipes.github.jobs.gate;
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '');
    expect(runJob(steps, { GITHUB_BASE_REF: 'main', GITHUB_STEP_SUMMARY: summary })).toBe(true);
    for (const file of ['report.html', 'gate.html']) expect(existsSync(join(repository, file))).toBe(true);
    const markdown = readFileSync(summary, 'utf8');
    for (const kind of ['gate', 'report']) expect(markdown).toContain(`<!-- servebench-${kind}: mine -->`);
  }, 120_000);

  it('of GitLab: the same with a JUnit report, and a gate that fails where the model became slow', () => {
    writeFileSync(join(repository, 'model.onnx'), heavyModel());
    const gates = 'gates: { embedded.a.throughputRps: { max-decrease: 50% } }';
    writeFileSync(scenario, SCENARIO.replace(/^gates: .*$/m, gates));
    git('commit', '-qam', 'Take a larger model');
    const { script, after_script: after } = recipes.gitlab.servebench;
    // What comes after fails no job of GitLab.
    const afterwards = after.map((run) => ({ run, if: 'always()', 'continue-on-error': true }));
    const steps = [...script.map((run) => ({ run })), ...afterwards];
    expect(runJob(steps, { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main' })).toBe(false);
    // A verdict that fails is reported as well.
    expect(readFileSync(join(repository, 'gate.xml'), 'utf8')).toContain('<failure');
    expect(readFileSync(join(repository, 'gate.html'), 'utf8')).toContain('The gate fails');
    expect(readFileSync(join(repository, 'junit.xml'), 'utf8')).toContain('<testsuite');
  }, 120_000);
});
