import type { CompareResult } from '../../result/compare-contract.js';
import { annotationText, type Annotation } from '../annotations.js';
import { compareHeadline } from './headline.js';
import { changeOf, rowChange, rowName } from './rows.js';

/** Workflow commands: a warning for each figure that got worse, since a comparison is no gate; the rest in a notice. */
export function compareAnnotations(result: CompareResult): string {
  const place = `${result.compare.other.scenario}, old and new`;
  const worse = result.rows
    .filter((row) => changeOf(row) === 'worse')
    .map((row): Annotation => {
      return { level: 'warning', title: `${rowName(row)} got worse`, message: rowChange(row) };
    });
  const notices = [compareHeadline(result).join(' '), ...result.warnings].map((message): Annotation => {
    return { level: 'notice', title: place, message };
  });
  return annotationText([...worse, ...notices]);
}
