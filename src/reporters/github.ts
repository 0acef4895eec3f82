import type { Result } from '../result/contract.js';
import { answerOf } from './answer/answer.js';
import { markdownReporter } from './markdown/markdown.js';
import { pointsOf, type Point } from './points.js';
import type { Reporter } from './reporter.js';
import { columnsOf } from './table/columns.js';

/*
 * Workflow commands of GitHub Actions: annotations on stdout, and the markdown report in the job's summary. An action
 * shows at most 10 annotations of each level a step, so the last one says how many more there are.
 */

type Level = 'error' | 'warning' | 'notice';

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

const MOST_OF_A_LEVEL = 10;

export const githubReporter = {
  id: 'github',
  extensions: [],
  render: (document) => {
    const all = pointsOf(document).flatMap(annotationsOf);
    const lines = (['error', 'warning', 'notice'] as const).flatMap((level) =>
      capped(all.filter((annotation) => annotation.level === level)).map(lineOf),
    );
    return `${lines.join('\n')}\n`;
  },
  appendix: { variable: 'GITHUB_STEP_SUMMARY', render: markdownReporter.render },
} satisfies Reporter;

function lineOf({ level, title, message }: Annotation): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** As `@actions/core` escapes: a line break would start a new command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function capped(annotations: readonly Annotation[]): readonly Annotation[] {
  const [first] = annotations;
  if (!first || annotations.length <= MOST_OF_A_LEVEL) return annotations;
  const rest = annotations.length - MOST_OF_A_LEVEL + 1;
  const more = { ...first, title: 'servebench', message: `and ${rest} more like these in the report` };
  return [...annotations.slice(0, MOST_OF_A_LEVEL - 1), more];
}

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
