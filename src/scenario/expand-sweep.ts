import type { Scenario, Sweep } from '../core/scenario.js';
import { collectMistakes, formatPath, type Mistake, type Report } from './mistakes.js';
import { setValue } from './set-value.js';
import { quote } from './suggest.js';
import { validateScenario, type ScenarioBody } from './validate-scenario.js';
import { nodeAt, plainValue, sourceText, type YamlSource } from './yaml-source.js';

type Point = ScenarioBody & Pick<Scenario, 'text'>;

/**
 * Applies each value of a sweep to a document and checks the result. What a value breaks, wherever in the document,
 * is reported at the value.
 *
 * @param known mistakes of the document itself, which are not repeated for each value.
 * @returns one scenario body for each value that was accepted, without the sweep.
 */
export async function expandSweep(
  source: YamlSource,
  sweep: Sweep,
  context: Parameters<typeof validateScenario>[1],
  known: readonly Mistake[],
  report: Report,
): Promise<Point[]> {
  const points: Point[] = [];
  const knownTexts = new Set(known.map(describe));
  for (const [index, value] of sweep.values.entries()) {
    const { report: reportPoint, mistakes } = collectMistakes();
    const point = pointSource(source, sweep, index, reportPoint);
    const body = await validateScenario(plainValue(point), context, reportPoint);
    for (const text of mistakes.map(describe).filter((mistake) => !knownTexts.has(mistake))) {
      report(['sweep', sweep.path, index], `with ${quote(value)}, ${text}`);
    }
    if (body) points.push({ ...body, text: sourceText(point) });
  }
  return points;
}

function pointSource(source: YamlSource, sweep: Sweep, index: number, report: Report): YamlSource {
  const patch = { path: sweep.path.split('.'), origin: `sweep value ${index}` };
  const changed = setValue(source, patch, nodeAt(source, ['sweep', sweep.path, index]), report);
  const document = changed.document.clone();
  document.delete('sweep');
  return { ...changed, document };
}

function describe({ at, text }: Mistake): string {
  return `${formatPath(at)}: ${text}`;
}
