import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';

import { systemErrorCode, UserError } from '../core/errors.js';
import { makeFolder } from '../files/make-folder.js';
import { cardFiles } from './card-text.js';
import type { Scaffold } from './plan-scaffold.js';
import type { ModeProposal } from './propose-modes.js';
import { scenarioText } from './scenario-text.js';

export interface WriteOptions {
  /** Folder that `models/` and `scenarios/` are in. */
  readonly into: string;
  readonly modes: readonly ModeProposal[];
  /** Requests a second of the open load. */
  readonly rate: number;
  readonly force: boolean;
}

/** Paths of what was written. */
export interface Written {
  readonly card: string;
  readonly scenario: string;
  readonly files: readonly string[];
}

/** Where a scaffold of that name goes. */
export function placesOf(into: string, name: string): { readonly folder: string; readonly scenario: string } {
  return { folder: join(into, 'models', name), scenario: join(into, 'scenarios', `${name}.yaml`) };
}

/** @throws UserError FILE_EXISTS, before anything is read or written */
export function checkFree(into: string, name: string): void {
  const { folder, scenario } = placesOf(into, name);
  const taken = [join(folder, 'model.yaml'), scenario].filter((file) => existsSync(file));
  if (taken.length === 0) return;
  throw new UserError(
    'FILE_EXISTS',
    `${taken.join(' and ')} ${taken.length === 1 ? 'exists' : 'exist'} already`,
    'choose another name with --name, or overwrite with --force',
  );
}

/**
 * Writes the card, its vocabularies and the scenario. The model and the log stay where they are: the files name them by
 * relative paths. @throws UserError FILE_EXISTS, OUTPUT_UNWRITABLE
 */
export async function writeScaffold(
  { card, traffic }: Scaffold,
  { into, modes, rate, force }: WriteOptions,
): Promise<Written> {
  const { folder, scenario } = placesOf(into, card.name);
  if (!force) checkFree(into, card.name);
  const from = dirname(scenario);
  const text = scenarioText({
    name: card.name,
    model: pathFrom(from, folder),
    log: pathFrom(from, traffic.file),
    split: traffic.split,
    ...(traffic.label === undefined ? {} : { label: traffic.label }),
    ...(traffic.timestamp === undefined ? {} : { timestamp: traffic.timestamp }),
    modes,
    rate,
  });
  const files = [
    ...cardFiles(card, pathFrom(folder, card.file), basename(traffic.file)).map((file) => ({
      ...file,
      path: join(folder, file.path),
    })),
    { path: scenario, text },
  ];
  for (const file of files) await write(file.path, file.text);
  return { card: join(folder, 'model.yaml'), scenario, files: files.map(({ path }) => path) };
}

async function write(path: string, text: string): Promise<void> {
  try {
    makeFolder(dirname(path));
    await writeFile(path, text);
  } catch (error) {
    const reason = systemErrorCode(error) ?? String(error);
    throw new UserError(
      'OUTPUT_UNWRITABLE',
      `cannot write ${path} (${reason})`,
      'choose another folder with --into',
    );
  }
}

/** With slashes, as a scenario is read on every system. */
function pathFrom(folder: string, file: string): string {
  return relative(folder, file).split(sep).join('/');
}
