import type { Result } from '../../result/contract.js';
import type { Paint } from './paint.js';
import { wrapText } from './text.js';

/** What became of `--precision`. */
export function precisionLines({ precision }: Result, width: number, paint: Paint): string[] {
  if (!precision) return [];
  const { metric, target, reach, reached, repeats, looks } = precision;
  const found = reach === null ? 'has no interval yet' : `reaches ${percent(reach)}`;
  const text = reached
    ? `Precision: the widest interval of ${metric} ${found} after ${repeats} repeats; ${percent(target)} was asked for`
    : `Precision not reached: the widest interval of ${metric} ${found} after ${repeats} repeats; ${percent(target)} was asked for. Allow more time (--time-limit)`;
  const rule = `looked at after ${looks.join(', ')} repeats, fixed beforehand: all intervals hold for ${looks.length} looks together`;
  return [
    ...wrapText(text, width).map((line) => paint(reached ? 'plain' : 'doubtful', line)),
    ...wrapText(rule, width).map((line) => paint('quiet', line)),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
