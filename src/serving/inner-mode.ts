import { join } from 'node:path';
import { z } from 'zod';

import { UserError } from '../core/errors.js';
import type { Footprint, StorageUse } from '../core/mode-record.js';
import { makeFolder } from '../files/make-folder.js';
import type { Backing } from './backing.js';
import type {
  DeployContext,
  InnerMode,
  ModeRegistry,
  PrepareContext,
  Prepared,
  ServingMode,
} from './serving-mode.js';

/** An option that names another mode: by its id alone, or with options of that mode. */
export const innerModeOption = z.union([z.string(), z.looseObject({ mode: z.string() })]);

/** True for an option once the other mode's own schema has read it (see `inner-options.ts`). */
export function isInnerMode(option: unknown): option is InnerMode {
  return typeof option === 'object' && option !== null && 'mode' in option && 'options' in option;
}

/** @throws UserError MODE_UNKNOWN for one that is not there, or cannot do without an application of its own. */
async function loadInner(
  modes: ModeRegistry,
  { mode: id }: InnerMode,
): Promise<ServingMode & Required<Pick<ServingMode, 'back'>>> {
  const mode = await modes[id]?.();
  const { back } = mode ?? {};
  if (!mode || !back) throw new UserError('MODE_UNKNOWN', `mode "${id}" cannot stand behind another one`);
  return { ...mode, back };
}

/** What the other mode does once per run, with the footprint that it has by itself. */
export async function prepareInner(context: PrepareContext, inner: InnerMode): Promise<Prepared> {
  const mode = await loadInner(context.modes, inner);
  const workDir = join(context.workDir, 'inner');
  makeFolder(workDir);
  const prepared = await mode.prepare({ ...context, workDir }, inner.options);
  return { ...prepared, footprint: footprintOf(prepared, mode.footprint(inner.options)) };
}

export async function backInner(
  context: DeployContext,
  inner: InnerMode,
  prepared: Prepared | undefined,
): Promise<Backing> {
  if (!prepared) throw new TypeError(`${inner.mode} was not prepared`);
  return (await loadInner(context.modes, inner)).back(context, inner.options, prepared);
}

/** What a team operates, as it was found rather than as the options alone could tell. */
export function footprintOf(
  { footprint: found, stores }: Prepared,
  footprint: Footprint | null,
): Footprint | null {
  if (found !== undefined) return found;
  return footprint && { ...footprint, stores: stores ?? footprint.stores };
}

/** Of two modes that share one application; null where others operate a part. */
export function joinFootprints(
  outer: Footprint | null,
  inner: Footprint | null | undefined,
): Footprint | null {
  if (!outer || !inner) return null;
  return {
    processes: outer.processes + inner.processes - 1,
    ports: outer.ports + inner.ports - 1,
    stores: [...outer.stores, ...inner.stores],
    redeployForNewModel: [...new Set([...outer.redeployForNewModel, ...inner.redeployForNewModel])],
  };
}

/** What others store is not in it. */
export function joinStorage(outer: StorageUse | null, inner: StorageUse | null): StorageUse | null {
  if (!outer || !inner) return outer ?? inner;
  return {
    modelBytes: outer.modelBytes + inner.modelBytes,
    tableBytes: outer.tableBytes + inner.tableBytes,
    artifactBytes: outer.artifactBytes + inner.artifactBytes,
    rows: outer.rows + inner.rows,
  };
}
