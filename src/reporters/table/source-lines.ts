import type { LoadSummary } from '../../result/load-contract.js';
import type { ModeResult } from '../../result/mode-contract.js';
import { formatCount, formatFigure, formatScore, formatShare } from '../format-number.js';
import { loadIds, type Column } from './columns.js';

/**
 * Who answered, where more than one source did: the share and the latency of each, load by load, and what the answers
 * of each are worth. One item a line, for a section.
 * @param ofLoads ids; all of them if left out
 */
export function sourceItems(columns: readonly Column[], ofLoads = loadIds(columns)): string[] {
  return columns.flatMap(({ label, mode, standing }) => {
    if (standing === 'floor') return [];
    const loads = ofLoads.flatMap((load) => {
      const { bySource } = mode.loads[load] ?? {};
      return bySource ? [`${label}, ${load}: ${latencyWords(bySource)}`] : [];
    });
    const { bySource } = mode.quality ?? {};
    const isMixed = bySource !== undefined && Object.keys(bySource).length > 1;
    return isMixed ? [...loads, `${label}, quality: ${qualityWords(bySource)}`] : loads;
  });
}

function latencyWords(bySource: NonNullable<LoadSummary['bySource']>): string {
  return Object.entries(bySource)
    .map(
      ([
        source,
        {
          share,
          latencyUs: { p50, p99 },
        },
      ]) => {
        const figures = [
          ...(p50 === null ? [] : [`p50 ${formatFigure(p50, 'us')}`]),
          ...(p99 === null ? [] : [`p99 ${formatFigure(p99, 'us')}`]),
        ];
        return [`${source} ${formatShare(share)}`, ...figures].join(', ');
      },
    )
    .join('; ');
}

function qualityWords(bySource: NonNullable<NonNullable<ModeResult['quality']>['bySource']>): string {
  return Object.entries(bySource)
    .map(([source, { labelled, accuracy, logLoss, auc }]) => {
      const scores = [
        ...(accuracy === undefined ? [] : [`accuracy ${formatScore(accuracy)}`]),
        ...(logLoss === undefined ? [] : [`log-loss ${formatScore(logLoss)}`]),
        ...(auc === undefined ? [] : [`AUC ${formatScore(auc)}`]),
      ];
      return `${source} ${[...scores, `${formatCount(labelled)} labelled`].join(', ')}`;
    })
    .join('; ');
}
