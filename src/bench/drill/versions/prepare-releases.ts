import type { ChecksReady, ChecksSpec } from '../../../checks/role.js';
import type { ModelCard } from '../../../core/model-card.js';
import type { GoldenRow } from '../../../core/predictor-spec.js';
import type { Scenario } from '../../../core/scenario.js';
import type { RunningProcess } from '../../../processes/child-link.js';
import type { ProcessGroup } from '../../../processes/process-group.js';
import { loadVersion } from './load-version.js';
import { makeNextVersion, makeTruncatedVersion, makeWrongVersion } from './make-version.js';

const READY_TIMEOUT_MS = 1_800_000;

/** A version of the model with answers that it is known to give, if it is what it should be. */
export interface Release {
  readonly card: ModelCard;
  readonly golden: readonly GoldenRow[];
}

/** The versions that drills roll out. */
export interface Releases {
  /** The one that is deployed. */
  readonly current: Release;
  readonly next: Release;
  /** What the next version answers, to hold a mode against. */
  readonly nextChecks: RunningProcess<ChecksReady>;
  readonly truncated: Release;
  /** Undefined for a graph without weights that could be wrong. */
  readonly wrong: Release | undefined;
}

export interface ReleaseOrder {
  readonly card: ModelCard;
  /** What the version that is deployed answers. */
  readonly checks: RunningProcess<ChecksReady>;
  /** The next version; undefined for one that is made: the same weights in other bytes. */
  readonly to: string | undefined;
  readonly scenario: Scenario;
  readonly folder: string;
  readonly processes: ProcessGroup;
}

/** @throws UserError VERSION_INVALID, and what is wrong with a model that was named */
export async function prepareReleases(order: ReleaseOrder): Promise<Releases> {
  const { card, checks, to, folder } = order;
  const { golden } = checks.ready;
  const next = to === undefined ? await makeNextVersion(card, folder) : await loadVersion(to, card);
  const nextChecks = to === undefined ? checks : await startChecks(next, order);
  const wrong = await makeWrongVersion(card, folder);
  return {
    current: { card, golden },
    next: { card: next, golden: nextChecks.ready.golden },
    nextChecks,
    truncated: { card: await makeTruncatedVersion(card, folder), golden },
    wrong: wrong && { card: wrong, golden },
  };
}

function startChecks(
  card: ModelCard,
  { scenario: { traffic, seed }, processes }: ReleaseOrder,
): Promise<RunningProcess<ChecksReady>> {
  return processes.start({
    role: 'checks',
    title: 'reference process of the next version',
    spec: { card, traffic, seed } satisfies ChecksSpec,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
}
