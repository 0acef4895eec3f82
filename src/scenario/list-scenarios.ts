import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { errorRecord, systemErrorCode, UserError } from '../core/errors.js';
import { isMapping } from './check.js';
import { collectMistakes, formatMistakes } from './mistakes.js';
import { parseYaml, placeOf, plainValue } from './yaml-source.js';

export interface ScenarioListing {
  readonly name: string;
  readonly file: string;
  readonly question?: string;
  /** Why the file cannot be read as a scenario at all; a listed file may still have other mistakes. */
  readonly error?: string;
}

/**
 * The YAML files of a folder by name, with the question that each answers; nothing else of them is checked.
 *
 * @throws UserError SCENARIOS_FOLDER_NOT_FOUND
 */
export async function listScenarios(folder: string): Promise<ScenarioListing[]> {
  const names = (await readFolder(folder))
    .filter((name) => ['.yaml', '.yml'].includes(extname(name)))
    .toSorted();
  return Promise.all(names.map((name) => listOne(join(folder, name))));
}

async function readFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const message = `Cannot read the folder of scenarios ${folder} (${systemErrorCode(error) ?? 'not a path'}).`;
    throw new UserError(
      'SCENARIOS_FOLDER_NOT_FOUND',
      message,
      'Make a first scenario: servebench scenarios init',
    );
  }
}

async function listOne(file: string): Promise<ScenarioListing> {
  const listing = { name: basename(file, extname(file)), file };
  try {
    const { report, mistakes } = collectMistakes();
    const source = parseYaml(file, await readFile(file, 'utf8'), report);
    const [error] = formatMistakes(mistakes, (at) => placeOf(source, at));
    if (error !== undefined) return { ...listing, error };
    const plain = plainValue(source);
    if (!isMapping(plain))
      return { ...listing, error: `${file}:1: expected a mapping with at least model and modes` };
    const { question } = plain;
    return { ...listing, ...(typeof question === 'string' ? { question } : {}) };
  } catch (error) {
    return { ...listing, error: errorRecord(error).message };
  }
}
