import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

import { makeFolder } from '../files/make-folder.js';
import type { GateSide } from '../bench/gate/gate-trials.js';
import { UserError } from '../core/errors.js';
import { findScenario, scenarioNames } from '../scenario/find-file.js';
import { loadScenario, type LoadScenarioOptions } from '../scenario/load-scenario.js';
import { meantHint } from '../scenario/suggest.js';

const run = promisify(execFile);

export interface SideRequest {
  /** The scenario that is gated. */
  readonly file: string;
  /** Another scenario, a model, or a git ref; undefined: the scenario itself. */
  readonly base: string | undefined;
  readonly options: LoadScenarioOptions;
  readonly set: readonly string[];
  readonly baseSet: readonly string[];
  /** An empty folder of this command, for what a git ref held. */
  readonly scratch: string;
}

/** The side that is gated. @throws as `loadScenario` */
export async function headSide({
  file,
  options,
  set,
}: Pick<SideRequest, 'file' | 'options' | 'set'>): Promise<GateSide> {
  return {
    title: titleOf(shortPath(file), set),
    scenario: await loadScenario(file, { ...options, set }),
  };
}

/** Both sides of a gate. @throws UserError BASE_UNKNOWN, BASE_MISSING and as `loadScenario` */
export async function gateSides(
  request: SideRequest,
): Promise<{ readonly base: GateSide; readonly head: GateSide }> {
  const { options, baseSet } = request;
  const head = await headSide(request);
  const other = await findBase(request);
  const changes = [...other.set, ...baseSet];
  const scenario = await loadScenario(other.file, { ...options, set: changes });
  return { head, base: { title: titleOf(other.title, baseSet), scenario } };
}

interface Base {
  readonly title: string;
  readonly file: string;
  readonly set: readonly string[];
}

async function findBase({ file, base, scratch }: SideRequest): Promise<Base> {
  const shown = shortPath(file);
  if (base === undefined) return { title: shown, file, set: [] };
  const isModel = extname(base) === '.onnx' || existsSync(join(base, 'model.yaml'));
  if (isModel) return { title: `${shown} with the model ${base}`, file, set: [`model=${resolve(base)}`] };
  const scenario = findScenario(base);
  if (existsSync(scenario)) return { title: shortPath(scenario), file: scenario, set: [] };
  return fromGit(base, file, scratch);
}

/** The whole tree as it was at a ref: a scenario names files outside of its folder. */
async function fromGit(ref: string, file: string, scratch: string): Promise<Base> {
  const cwd = dirname(resolve(file));
  let root: string;
  let commit: string;
  try {
    root = (await run('git', ['rev-parse', '--show-toplevel'], { cwd })).stdout.trim();
    commit = (
      await run('git', ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], { cwd })
    ).stdout.trim();
  } catch {
    const hint = meantHint(ref, [...(await scenarioNames()), ...(await refsOf(cwd))]);
    throw new UserError(
      'BASE_UNKNOWN',
      `--base ${ref} is no scenario, no model and no git ref that ${cwd} knows${hint}`,
      'name a scenario file, a model folder or .onnx file, or fetch the ref first',
    );
  }
  const path = relative(root, resolve(file));
  makeFolder(scratch);
  const archive = join(scratch, 'base.tar');
  await run('git', ['archive', '--format=tar', '-o', archive, commit], { cwd: root });
  await run('tar', ['-xf', archive, '-C', scratch]);
  const then = join(scratch, path);
  const title = `${path} at ${ref} (${commit.slice(0, 8)})`;
  if (!existsSync(then))
    throw new UserError('BASE_MISSING', `there is no ${path} at ${ref} (${commit.slice(0, 8)})`);
  return { title, file: then, set: [] };
}

/** Branches and tags; none outside of a repository. */
async function refsOf(cwd: string): Promise<string[]> {
  const listed = await run('git', ['for-each-ref', '--format=%(refname:short)'], { cwd }).catch(
    () => undefined,
  );
  return listed?.stdout.split('\n').filter(Boolean) ?? [];
}

/** As seen from here, where that is shorter. */
function shortPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}

function titleOf(title: string, set: readonly string[]): string {
  return set.length === 0 ? title : `${title} with ${set.join(', ')}`;
}
