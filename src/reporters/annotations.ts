/*
 * Workflow commands of GitHub Actions. An action shows at most 10 annotations of each level a step, so the last one
 * says how many more there are.
 */

type Level = 'error' | 'warning' | 'notice';

export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

const LEVELS: readonly Level[] = ['error', 'warning', 'notice'];
const MOST_OF_A_LEVEL = 10;

/** A line each, the gravest first. */
export function annotationText(all: readonly Annotation[]): string {
  const lines = LEVELS.flatMap((level) =>
    capped(all.filter((annotation) => annotation.level === level)).map(lineOf),
  );
  return `${lines.join('\n')}\n`;
}

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
