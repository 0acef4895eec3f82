import type { Unit } from '../result/metrics.js';

/*
 * Figures as reports show them: at most nine columns wide, the same unit for as long as a row can be read in it.
 * A rounded figure never claims an end of its scale: 99.96% is not "100%", and 0.3 ms is not "0 ms".
 */

const thousands = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** From here on the next unit is used: `99,999 us`, then `100 ms`. */
const LARGEST = 99_999.5;

/** Microseconds up to 99,999, then milliseconds, then seconds: `53.6 us`, `1,301 us`, `120 ms`. */
export function formatUs(us: number): string {
  if (us < 0.05) return us > 0 ? '<0.1 us' : '0 us';
  if (us < 99.95) return `${us.toFixed(1)} us`;
  return us < LARGEST ? `${thousands.format(us)} us` : formatMs(us / 1000);
}

/** Milliseconds up to 99,999, then seconds: `<1 ms`, `4.2 ms`, `1,626 ms`, `100 s`. */
export function formatMs(ms: number): string {
  if (ms < 1) return ms > 0 ? '<1 ms' : '0 ms';
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  return ms < LARGEST ? `${thousands.format(ms)} ms` : `${thousands.format(ms / 1000)} s`;
}

/** Requests per second: `42.5/s`, `24,310/s`, `1.23 M/s`. */
export function formatRate(rps: number): string {
  if (rps >= 999_999.5) return `${significant(rps / 1e6)} M/s`;
  return rps > 0 && rps < 99.95 ? `${rps.toFixed(1)}/s` : `${thousands.format(rps)}/s`;
}

/** Decimal bytes of three digits: `812 B`, `33.3 kB`, `1.82 MB`. */
export function formatBytes(bytes: number): string {
  return withPrefix(bytes, ['B', 'kB', 'MB', 'GB', 'TB']);
}

/** Whole numbers up to a million, then three digits: `100,000`, `25.9 M`. */
export function formatCount(count: number): string {
  return count < 999_999.5 ? thousands.format(count) : withPrefix(count / 1e6, ['M', 'G', 'T']);
}

/** With every digit: `16,000,000`. */
export function formatWhole(count: number): string {
  return thousands.format(count);
}

/** A share of 0 to 1 in percent: `0%`, `56.0%`, `99.96%`, `>99.99%`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent < 0.01) return '<0.01%';
  if (percent > 99.99) return '>99.99%';
  return `${percent.toFixed(percent < 0.1 || percent >= 99.95 ? 2 : 1)}%`;
}

/** Accuracy, log-loss, AUC: four decimals, since models differ in the third. */
export function formatScore(score: number): string {
  return score.toFixed(4);
}

/** `0.49x`, `12.3x`, `123x`; beyond five columns only how far: `>999x`, `<.01x`. */
export function formatRatio(ratio: number): string {
  if (ratio < 0.005) return '<.01x';
  if (ratio < 9.995) return `${ratio.toFixed(2)}x`;
  if (ratio < 99.95) return `${ratio.toFixed(1)}x`;
  return ratio < 999.5 ? `${ratio.toFixed(0)}x` : '>999x';
}

/** An estimate or bound beside a verdict: two decimals, and a third where two would round it onto 1. */
export function formatBound(bound: number): string {
  const text = bound.toFixed(2);
  if (text === '1.00') return bound.toFixed(3);
  return bound < 99.95 ? text : thousands.format(bound);
}

/** Any figure of a metric, by the unit that the metric declares. */
export function formatFigure(value: number, unit: Unit): string {
  return FORMATS[unit](value);
}

const FORMATS = {
  us: formatUs,
  ms: formatMs,
  'requests/s': formatRate,
  bytes: formatBytes,
  share: formatShare,
  count: formatCount,
} satisfies Record<Unit, (value: number) => string>;

function withPrefix(value: number, units: readonly string[]): string {
  let rest = value;
  let index = 0;
  // 999.5 would round to 1000 of the smaller unit.
  while (rest >= 999.5 && index < units.length - 1) {
    rest /= 1000;
    index++;
  }
  const isWhole = Number.isInteger(rest) && index === 0;
  return `${isWhole ? rest : significant(rest)} ${units[index]}`;
}

/** Three digits, zeros kept: `1.80`, `33.3`, `106`. */
function significant(value: number): string {
  return value < 999.5 ? value.toPrecision(3) : thousands.format(value);
}
