import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { systemErrorCode, UserError } from '../core/errors.js';
import type { Scenario } from '../core/scenario.js';
import { isMapping } from './check.js';
import { expandSweep } from './expand-sweep.js';
import { scenarioNames } from './find-file.js';
import { collectMistakes, throwMistakes, type Place } from './mistakes.js';
import type { ModeSchemas } from './modes-section.js';
import { applyOverrides, type Overrides } from './override.js';
import { neighbourHint } from './probe.js';
import { applySets } from './set-value.js';
import { readSweep } from './sweep-section.js';
import { meantHint } from './suggest.js';
import { validateScenario } from './validate-scenario.js';
import { parseYaml, placeOf, plainValue, sourceText } from './yaml-source.js';

export interface LoadScenarioOptions {
  /** Schema of the options of each kind of mode, by id. */
  readonly modes: ModeSchemas;
  /** `path=value` texts, applied to the document before it is validated. */
  readonly set?: readonly string[] | undefined;
  readonly overrides?: Overrides | undefined;
}

/** A scenario with a sweep, as one scenario for each value. */
export interface LoadedSweep {
  readonly path: string;
  readonly values: readonly unknown[];
  /** One for each value, with the value applied and without `sweep`. */
  readonly scenarios: readonly Scenario[];
}

/**
 * Reads and checks a scenario file, its sweep included.
 *
 * @throws UserError SCENARIO_INVALID with every mistake on its own line, SCENARIO_NOT_FOUND, SCENARIO_UNREADABLE.
 */
export async function loadScenario(file: string, options: LoadScenarioOptions): Promise<Scenario> {
  return (await readScenario(file, options)).scenario;
}

/**
 * Reads a scenario file with a `sweep` and applies each of its values.
 *
 * @throws UserError as `loadScenario`, and SCENARIO_WITHOUT_SWEEP.
 */
export async function loadSweep(file: string, options: LoadScenarioOptions): Promise<LoadedSweep> {
  const { scenario, points } = await readScenario(file, options);
  if (!scenario.sweep) {
    const example = 'sweep: { traffic.unseen: [0, 0.05, 0.2] }';
    throw new UserError('SCENARIO_WITHOUT_SWEEP', `${file} has no sweep.`, `Add a line such as ${example}`);
  }
  return { ...scenario.sweep, scenarios: points };
}

async function readScenario(
  file: string,
  { modes, set = [], overrides = {} }: LoadScenarioOptions,
): Promise<{ scenario: Scenario; points: readonly Scenario[] }> {
  const { report, mistakes } = collectMistakes();
  const written = parseYaml(file, await readText(file), report);
  const failure = {
    code: 'SCENARIO_INVALID',
    next: `Correct it, then run: servebench scenarios check ${file}`,
  };
  // After a syntax error the rest of the document cannot be trusted to be what was meant.
  throwMistakes(written.document.errors.length > 0 ? mistakes : [], (at) => placeOf(written, at), failure);

  const edited = applySets(written, set, report);
  const source = applyOverrides(edited, overrides, modes, report);
  const context = { folder: dirname(resolve(file)), modes };
  const plain = plainValue(source);
  const body = await validateScenario(plain, context, report);
  const sweep = isMapping(plain) ? readSweep(plain['sweep'], plain, report) : undefined;
  const identity = { name: basename(file, extname(file)), file: resolve(file) };
  const points = sweep ? await expandSweep(source, sweep, context, [...mistakes], report) : [];
  throwMistakes(mistakes, (at) => placeOf(source, at), {
    ...failure,
    ...(mistakes.every(({ at, place = placeOf(source, at) }) => isFlag(place))
      ? { next: CORRECT_FLAGS }
      : {}),
  });
  if (!body) throw new Error(`${file} was neither accepted nor refused`);
  return {
    scenario: { ...identity, text: sourceText(source), ...body, ...(sweep ? { sweep } : {}) },
    points: points.map((point) => ({ ...identity, ...point })),
  };
}

const CORRECT_FLAGS = 'Correct the flag, and run it again: the file itself is in order.';

function isFlag({ text }: Place): boolean {
  return text.startsWith('--');
}

/** @throws UserError that says what to do where there is no such file. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EISDIR') {
      throw new UserError(
        'SCENARIO_UNREADABLE',
        `${file} is a folder; expected a scenario file (.yaml) or the name of one.`,
        'Run: servebench scenarios list',
      );
    }
    if (code !== 'ENOENT') {
      throw new UserError(
        'SCENARIO_UNREADABLE',
        `Cannot read the scenario ${file} (${code ?? 'not a path'}).`,
      );
    }
    const hint = (await neighbourHint(resolve(file))) || (await nameHint(file));
    const next = 'Run: servebench scenarios list';
    throw new UserError('SCENARIO_NOT_FOUND', `There is no scenario file ${file}${hint}.`, next);
  }
}

/** Of what was given as the name of a scenario, or as a file that is not here but may be shipped. */
async function nameHint(file: string): Promise<string> {
  return meantHint(basename(file, extname(file)), await scenarioNames());
}
