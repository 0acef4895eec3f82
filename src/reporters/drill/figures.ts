import type { Drilled } from '../../result/drill-contract.js';
import type { Unit } from '../../result/metrics.js';

/** One figure of a drill, as every report of it shows it. */
export interface DrillFigure {
  readonly id: string;
  readonly label: string;
  readonly unit: Unit;
  /** undefined where the drill has no such figure; null where it did not come about, or the sample is too small. */
  readonly of: (drilled: Drilled) => number | null | undefined;
  /** What null means. */
  readonly otherwise?: string;
  /** Shown only where it is not 0 everywhere. */
  readonly isRare?: true;
}

const NOT_OVER = 'not over';

/** In the order of what a reader asks first. */
export const DRILL_FIGURES: readonly DrillFigure[] = [
  { id: 'sent', label: 'sent in all', unit: 'count', of: ({ requests }) => requests.sent },
  {
    id: 'neverSent',
    label: 'unsent in all',
    unit: 'count',
    of: (d) => d.requests.neverSent,
    isRare: true,
  },
  {
    id: 'failedBefore',
    label: 'failed before',
    unit: 'count',
    of: ({ before }) => before.failed,
    isRare: true,
  },
  { id: 'failed', label: 'failed since', unit: 'count', of: ({ sinceEvent }) => sinceEvent.failed },
  { id: 'timeouts', label: '- no answer', unit: 'count', of: (d) => d.sinceEvent.timeouts, isRare: true },
  { id: 'shed', label: '- shed (503)', unit: 'count', of: ({ sinceEvent }) => sinceEvent.shed, isRare: true },
  { id: 'slowBefore', label: 'slow before', unit: 'count', of: ({ before }) => before.slow, isRare: true },
  { id: 'slow', label: 'slow since', unit: 'count', of: ({ sinceEvent }) => sinceEvent.slow },
  { id: 'outageMs', label: 'outage', unit: 'ms', of: ({ outageMs }) => outageMs },
  { id: 'backMs', label: 'process back', unit: 'ms', of: ({ backMs }) => backMs, otherwise: 'never' },
  {
    id: 'recoveryMs',
    label: 'all well after',
    unit: 'ms',
    of: ({ recoveryMs }) => recoveryMs,
    otherwise: NOT_OVER,
  },
  {
    id: 'newVersionFirstMs',
    label: 'new: first',
    unit: 'ms',
    of: ({ newVersion }) => newVersion?.firstMs,
    otherwise: 'never',
  },
  {
    id: 'newVersionAllMs',
    label: 'new: all',
    unit: 'ms',
    of: ({ newVersion }) => newVersion?.allMs,
    otherwise: NOT_OVER,
  },
  {
    id: 'mixedMs',
    label: 'both versions',
    unit: 'ms',
    of: ({ newVersion }) => newVersion?.mixedMs,
    otherwise: '-',
  },
  {
    id: 'mixedAnswers',
    label: '- answers',
    unit: 'count',
    of: ({ newVersion }) => newVersion?.mixedAnswers,
    otherwise: '-',
  },
  { id: 'rolledOutMs', label: 'rolled out', unit: 'ms', of: (d) => d.rollOut?.doneMs, otherwise: 'never' },
  { id: 'buildMs', label: '- table built', unit: 'ms', of: (d) => d.rollOut?.buildMs },
  { id: 'rolloutCpuMs', label: '- CPU', unit: 'ms', of: ({ rollOut }) => inMs(rollOut?.cpuSeconds) },
  { id: 'bytesWritten', label: '- written', unit: 'bytes', of: (d) => d.rollOut?.bytesWritten },
  { id: 'parityMismatches', label: '- mismatches', unit: 'count', of: (d) => d.rollOut?.parityMismatches },
  { id: 'ageP50Ms', label: 'age, median', unit: 'ms', of: (d) => d.freshness?.ageP50Ms },
  { id: 'ageMaxMs', label: 'age, most', unit: 'ms', of: (d) => d.freshness?.ageMaxMs },
  {
    id: 'corruptAnswers',
    label: 'corrupt answers',
    unit: 'count',
    of: ({ offers }) => corruptAnswers(offers),
  },
  { id: 'capacityRps', label: 'closed loop', unit: 'requests/s', of: (d) => d.overload?.capacityRps },
  { id: 'overloadRps', label: 'overload', unit: 'requests/s', of: (d) => d.overload?.rateRps },
  { id: 'overloadSentRps', label: '- really sent', unit: 'requests/s', of: (d) => d.overload?.sentRps },
  { id: 'overloadFailed', label: '- failed', unit: 'count', of: (d) => d.overload?.during.failed },
  { id: 'overloadSlow', label: '- slow', unit: 'count', of: (d) => d.overload?.during.slow },
  { id: 'overloadP99Us', label: '- p99', unit: 'us', of: (d) => d.overload?.during.latencyUs.p99 },
  {
    id: 'overloadRecoveryMs',
    label: '- well again',
    unit: 'ms',
    of: ({ overload }) => overload?.recoveryMs,
    otherwise: NOT_OVER,
  },
  { id: 'p99BeforeUs', label: 'p99 before', unit: 'us', of: ({ before }) => before.latencyUs.p99 },
  { id: 'p99SinceUs', label: 'p99 since', unit: 'us', of: ({ sinceEvent }) => sinceEvent.latencyUs.p99 },
  { id: 'maxSinceUs', label: 'max since', unit: 'us', of: ({ sinceEvent }) => sinceEvent.latencyUs.max },
  { id: 'retries', label: 'sent again', unit: 'count', of: ({ balancer }) => balancer?.retries },
  { id: 'ejections', label: 'ejections', unit: 'count', of: ({ balancer }) => balancer?.ejections },
  { id: 'breakerOpened', label: 'breaker opened', unit: 'count', of: (d) => d.balancer?.breakerOpened },
  { id: 'pingFailed', label: 'ping failed since', unit: 'count', of: ({ ping }) => ping?.sinceEvent.failed },
  { id: 'pingOutageMs', label: 'ping outage', unit: 'ms', of: ({ ping }) => ping?.outageMs },
  { id: 'pingMaxBeforeUs', label: 'ping max before', unit: 'us', of: (d) => d.ping?.before.latencyUs.max },
  { id: 'pingMaxSinceUs', label: 'ping max since', unit: 'us', of: (d) => d.ping?.sinceEvent.latencyUs.max },
];

function inMs(seconds: number | null | undefined): number | null | undefined {
  return typeof seconds === 'number' ? seconds * 1000 : seconds;
}

function corruptAnswers(offers: Drilled['offers']): number | undefined {
  return offers?.reduce((sum, { answers }) => sum + answers, 0);
}

type Outcomes = Readonly<Record<string, { readonly status: string } | Drilled>>;

/** Modes that were drilled, by their labels. */
export function drilledModes(modes: Outcomes): [string, Drilled][] {
  return Object.entries(modes).filter((entry): entry is [string, Drilled] => entry[1].status === 'drilled');
}

/** Figures that at least one mode of a drill has. */
export function figuresOf(modes: Outcomes): DrillFigure[] {
  const drilled = drilledModes(modes).map(([, outcome]) => outcome);
  return DRILL_FIGURES.filter(({ of, isRare }) =>
    drilled.some((outcome) => {
      const value = of(outcome);
      return value !== undefined && !(isRare && value === 0);
    }),
  );
}
