/**
 * Area under the ROC curve as the Mann-Whitney statistic with ties at half weight (Hanley and McNeil 1982).
 * @returns undefined where only one class occurs
 */
export function areaUnderCurve(scores: readonly number[], truths: readonly boolean[]): number | undefined {
  const order = scores.map((_, index) => index).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const positives = truths.filter(Boolean).length;
  const negatives = truths.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number]) end++;
    const midRank = (start + 1 + end) / 2;
    for (let at = start; at < end; at++) if (truths[order[at] as number]) rankSum += midRank;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}
