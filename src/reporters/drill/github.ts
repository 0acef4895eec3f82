import type { DrillResult } from '../../result/drill-contract.js';
import { annotationText, type Annotation } from '../annotations.js';
import { drillHeadline } from './headline.js';

/** Workflow commands: an error for each mode that could not be drilled, and for each drill what callers noticed. */
export function drillAnnotations({ drill, drills, warnings }: DrillResult): string {
  const place = `drill ${drill.scenario}`;
  return annotationText([
    ...drills.flatMap(({ drill: id, modes }) =>
      Object.entries(modes).flatMap(([label, outcome]): Annotation[] => {
        if (outcome.status !== 'failed') return [];
        const { message, code } = outcome.error;
        return [{ level: 'error', title: `${place}: ${id} of ${label}`, message: `${message} (${code})` }];
      }),
    ),
    ...warnings.map((message): Annotation => ({ level: 'warning', title: place, message })),
    ...drills.map((report): Annotation => {
      return {
        level: 'notice',
        title: `${place}: ${report.drill}`,
        message: drillHeadline(report).join(' '),
      };
    }),
  ]);
}
