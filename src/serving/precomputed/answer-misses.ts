import type { Means, MeansRequest } from '../../precompute/means/answer-misses.js';
import { scoringThreads } from '../../precompute/workers.js';
import type { RunningProcess } from '../../processes/child-link.js';
import { UserError } from '../../core/errors.js';
import type { TableInfo } from '../../stores/prediction-store.js';
import { isInnerMode, joinFootprints, joinStorage, prepareInner } from '../inner-mode.js';
import type { PrepareContext, Prepared } from '../serving-mode.js';
import { passingName, passingTables, storeAccess } from '../store-options.js';
import type { PrecomputedOptions } from './options.js';

/** Prepares what `onMiss` asks for, beside the table: another mode, or means that the job takes over the history. */
export async function answerMisses(
  job: RunningProcess,
  context: PrepareContext,
  options: PrecomputedOptions,
  prepared: Prepared,
): Promise<Prepared> {
  const { onMiss } = options;
  if (onMiss === 'miss') return prepared;
  const startedMs = performance.now();
  const complete = isInnerMode(onMiss)
    ? withModel(prepared, await prepareInner(context, onMiss))
    : withMeans(prepared, options, await job.call<Means>('means', requestOf(context, options, prepared)));
  const { prepareMs } = prepared;
  return prepareMs === undefined
    ? complete
    : { ...complete, prepareMs: prepareMs + performance.now() - startedMs };
}

/** @throws UserError ON_MISS_INCOMPLETE */
function withModel(prepared: Prepared, inner: Prepared): Prepared {
  const { answers } = prepared;
  if (inner.answers.from !== 'model') {
    throw new UserError(
      'ON_MISS_INCOMPLETE',
      'onMiss names a mode that does not answer every request itself',
      'name one that asks a model: embedded, microservice, model-as-data, or hybrid',
    );
  }
  if (answers.from !== 'table') throw new TypeError('the table was not prepared');
  const { table, keysFrom } = answers;
  return {
    ...prepared,
    storage: joinStorage(prepared.storage, inner.storage),
    footprint: joinFootprints(prepared.footprint ?? null, inner.footprint),
    answers: { ...inner.answers, first: { table, keysFrom } },
    inner,
  };
}

function withMeans(prepared: Prepared, options: PrecomputedOptions, means: Means): Prepared {
  if (means.kind === 'default') {
    return withWords(
      { ...prepared, missAnswer: means },
      'a miss is answered by the mean prediction over the history',
    );
  }
  const { store } = options;
  const access = storeAccess(options);
  const levels = means.levels.map(({ dropped, table: { location } }) => ({
    dropped,
    table: { store, location, access },
  }));
  const sum = (read: (table: TableInfo) => number): number =>
    means.levels.reduce((total, { table }) => total + read(table), 0);
  const more = {
    modelBytes: 0,
    tableBytes: sum(({ bytes }) => bytes),
    artifactBytes: 0,
    rows: sum(({ rows }) => rows),
  };
  const complete: Prepared = {
    ...prepared,
    storage: joinStorage(prepared.storage, more),
    missAnswer: { kind: 'back-off', levels },
  };
  const { features, changes } = means.order;
  const order = features.map((name, index) => {
    const change = changes?.[index];
    return change === undefined ? name : `${name} (${change.toPrecision(2)})`;
  });
  const how = changes ? ', the one first that changes predictions least (mean change in brackets)' : '';
  return withWords(complete, `a miss backs off to coarser keys, dropping ${order.join(', then ')}${how}`);
}

/** Said where the keys of the table are. */
function withWords(prepared: Prepared, words: string): Prepared {
  const { answers } = prepared;
  if (answers.from !== 'table') throw new TypeError('the table was not prepared');
  return { ...prepared, answers: { ...answers, keysFrom: `${answers.keysFrom}; ${words}` } };
}

function requestOf(
  { card, workDir }: PrepareContext,
  options: PrecomputedOptions,
  { storage }: Prepared,
): MeansRequest {
  const workers = scoringThreads();
  const { onMiss } = options;
  if (onMiss === 'default') return { workers };
  const { store, target, access, temporary } = passingTables(options, workDir);
  return {
    workers,
    backOff: {
      ...(typeof onMiss === 'object' && 'backOff' in onMiss ? { order: onMiss.backOff as string[] } : {}),
      store,
      target,
      ...(access === undefined ? {} : { access }),
      ...(temporary === undefined ? {} : { temporary }),
      names: card.features.map((_, index) => passingName(options, `${card.name}-back-off-${index + 1}`)),
      // A coarser table that is larger than the table itself would be the better table.
      maxRows: storage?.rows ?? 1,
    },
  };
}
