import type { Result } from '../result/contract.js';
import { annotationText, type Annotation } from './annotations.js';
import { answerOf } from './answer/answer.js';
import { compareAnnotations } from './comparison/github.js';
import { drillAnnotations } from './drill/github.js';
import { gateAnnotations } from './gate/github.js';
import { markdownReporter } from './markdown/markdown.js';
import { pointsOf, type Point } from './points.js';
import type { Reporter } from './reporter.js';
import { columnsOf } from './table/columns.js';

/* For GitHub Actions: annotations on stdout, and the markdown report in the job's summary. */

export const githubReporter = {
  id: 'github',
  extensions: [],
  render: (document) => {
    if ('compare' in document) return compareAnnotations(document);
    if ('gate' in document) return gateAnnotations(document);
    if ('drill' in document) return drillAnnotations(document);
    return annotationText(pointsOf(document).flatMap(annotationsOf));
  },
  appendix: { variable: 'GITHUB_STEP_SUMMARY', render: markdownReporter.render },
} satisfies Reporter;

function annotationsOf({ name, result }: Point): Annotation[] {
  const { scenario } = result.run;
  const place = name === undefined ? scenario : `${scenario}, ${name}`;
  return [
    ...columnsOf(result).flatMap(({ label, mode }) => ofMode(`${place}: ${label}`, mode)),
    ...result.warnings.map((message): Annotation => ({ level: 'warning', title: place, message })),
    { level: 'notice', title: place, message: answerOf(result).headline.join(' ') },
  ];
}

function ofMode(title: string, mode: Result['modes'][string]): Annotation[] {
  const error = (message: string): Annotation => ({ level: 'error', title, message });
  const failed =
    mode.status === 'failed'
      ? [
          error(
            `failed: ${mode.error?.message ?? 'no reason was recorded'} (${mode.error?.code ?? 'UNKNOWN'})`,
          ),
        ]
      : (mode.objectives?.missed ?? []).map((missed) => error(`objective missed: ${missed}`));
  const { mismatches, checked } = mode.parity;
  const differ =
    mismatches > 0 ? [error(`${mismatches} of ${checked} predictions differ from those of the model`)] : [];
  const invalid = Object.entries(mode.loads).flatMap(([load, { validity }]): Annotation[] => {
    if (validity.valid) return [];
    const reasons = validity.reasons.length > 0 ? validity.reasons.join('\n') : 'no valid trial';
    return [{ level: 'warning', title: `${title}, ${load} is not valid`, message: reasons }];
  });
  return [...failed, ...differ, ...invalid];
}
