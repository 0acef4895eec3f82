import type { Result } from '../../result/contract.js';
import { MODE_METRICS } from '../../result/mode-metrics.js';
import { formatFigure } from '../format-number.js';
import { columnsOf } from '../table/columns.js';
import { coverageWords, listWords } from './words.js';

/** What a mode takes, and what it gives up: figures that are stated, since no repeats test them. */
const STATED = ['cpuUsPerRequest', 'anonBytes', 'storageBytes', 'coverage'];

/** Best and worst of each metric, one sentence a metric; none where all modes read the same. */
export function costSentences(result: Result): string[] {
  const columns = columnsOf(result).filter(({ standing }) => standing === 'contender');
  return MODE_METRICS.filter(({ id }) => STATED.includes(id)).flatMap(({ id, title, unit, better, of }) => {
    const figures = columns.flatMap(({ label, mode }) => {
      const value = of(mode);
      if (value === null) return [];
      const covered = id === 'coverage' ? undefined : coverageWords(mode);
      const name = covered === undefined ? label : `${label}, ${covered}`;
      return [{ name, value, text: formatFigure(value, unit) }];
    });
    const sign = better === 'lower' ? 1 : -1;
    const ordered = figures.toSorted((a, b) => sign * (a.value - b.value));
    const [best] = ordered;
    const worst = ordered.at(-1);
    if (!best || !worst || best.text === worst.text) return [];
    const alike = (text: string): string =>
      listWords(ordered.filter((figure) => figure.text === text).map(({ name }) => name));
    const [least, most] = better === 'lower' ? ['least', 'most'] : ['most', 'least'];
    return [
      `${sentenceCase(title)}: ${least} ${best.text} (${alike(best.text)}), ${most} ${worst.text} (${alike(worst.text)}).`,
    ];
  });
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
