import type { PredictorSpec } from '../../core/predictor-spec.js';
import { backInner, isInnerMode } from '../inner-mode.js';
import type { Backing } from '../backing.js';
import type { DeployedProcess } from '../deployment.js';
import type { DeployContext, Prepared } from '../serving-mode.js';
import { backingOf } from '../start-application.js';
import { writeBackOf, type PrecomputedOptions } from './options.js';
import { ownRefresh } from './plan-refresh.js';
import { refreshWith, type TablePredictorSpec } from './refresh-table.js';

/** See `ServingMode.back`: look-ups in the table, and what answers where it has no row. */
export async function backTable(
  context: DeployContext,
  options: PrecomputedOptions,
  { answers, artifacts, inner, missAnswer }: Prepared,
): Promise<Backing> {
  const { onMiss } = options;
  const writeBack = writeBackOf(options);
  const from = answers.from === 'model' ? answers.first : answers;
  if (from === undefined || !('table' in from)) throw new TypeError('the table was not prepared');
  const behind = isInnerMode(onMiss) ? await backInner(context, onMiss, inner) : undefined;
  const answer = behind?.predictor ?? missAnswer;
  const { purpose, processes } = context;
  const isReplaced = purpose === 'roll-out' && behind?.rollOut?.kind === 'replace';
  const { order, pointers } = ownRefresh(artifacts);
  const predictor: TablePredictorSpec = {
    kind: 'table',
    table: from.table,
    ...(purpose === 'measure' || isReplaced ? {} : { follow: pointers[purpose] }),
    ...(answer === undefined ? {} : { onMiss: answer }),
    ...(writeBack ? { writeBack } : {}),
  };
  const foreign = storeProcesses(artifacts);
  const rollOut =
    purpose === 'roll-out' && canMove(behind, missAnswer)
      ? { rollOut: refreshWith(predictor, order, behind?.rollOut, processes) }
      : {};
  if (behind) {
    // Moved alone, what is behind would leave the table where it was.
    const { rollOut: _alone, ...rest } = behind;
    return { ...rest, predictor, foreign: [...foreign, ...behind.foreign], ...rollOut };
  }
  return { ...backingOf(predictor), foreign, ...rollOut };
}

/** A default, or coarser tables, would stay those of the version before; so would a table behind this one. */
function canMove(behind: Backing | undefined, missAnswer: Prepared['missAnswer']): boolean {
  return behind ? behind.rollOut !== undefined && !hasTable(behind.predictor) : missAnswer === undefined;
}

function hasTable(spec: PredictorSpec): boolean {
  return spec.kind === 'table' || (spec.kind === 'cache' && hasTable(spec.inner));
}

function storeProcesses({ server, serverPid }: Readonly<Record<string, string>>): DeployedProcess[] {
  if (server === undefined) return [];
  return [{ part: 'store', title: server, pid: serverPid ? Number(serverPid) : undefined }];
}
