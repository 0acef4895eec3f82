import type { LoadSummary } from '../result/load-contract.js';
import type { ModeResult } from '../result/mode-contract.js';
import { compareJunit } from './comparison/junit.js';
import { drillJunit } from './drill/junit.js';
import { gateJunit } from './gate/junit.js';
import { junitText, type Case, type Outcome } from './junit-text.js';
import { pointsOf, type Point } from './points.js';
import type { Reporter } from './reporter.js';
import { columnsOf, loadIds, type Column } from './table/columns.js';

/*
 * JUnit's XML, as CI systems read it: a suite for each run, a case for each mode x load. A missed objective or a load
 * without a valid trial is a failure, a failed mode an error in each of its cases. What is missed by a mode as a whole,
 * such as coverage, has a case of its own.
 */

/** The case of a failed mode where no load is known, and of what a mode as a whole misses. */
const WHOLE = 'whole mode';

export const junitReporter = {
  id: 'junit',
  extensions: ['.xml'],
  render: (document) => {
    if ('compare' in document) return compareJunit(document);
    if ('gate' in document) return gateJunit(document);
    if ('drill' in document) return drillJunit(document);
    return junitText(
      pointsOf(document).map((point) => {
        const { scenario, startedAt } = point.result.run;
        const title = point.name === undefined ? scenario : `${scenario}, ${point.name}`;
        return { title, startedAt, cases: casesOf(point) };
      }),
    );
  },
} satisfies Reporter;

function casesOf({ result }: Point): Case[] {
  const columns = columnsOf(result);
  const loads = loadIds(columns);
  return columns.flatMap((column) => {
    const { label, mode } = column;
    const names = mode.status === 'failed' && loads.length === 0 ? [WHOLE] : loads;
    const cases = names.map((name): Case => {
      const summary = mode.loads[name];
      return {
        mode: label,
        name,
        seconds: summary ? secondsOf(summary) : 0,
        outcome: outcomeOf(column, name, loads),
      };
    });
    const rest = missedBy(mode, undefined, loads);
    if (mode.status === 'failed' || rest.length === 0) return cases;
    return [...cases, { mode: label, name: WHOLE, seconds: 0, outcome: failure('objective', rest) }];
  });
}

function outcomeOf({ mode }: Column, load: string, loads: readonly string[]): Outcome {
  const summary = mode.loads[load];
  if (mode.status === 'failed') {
    const { code = 'UNKNOWN', message = 'no reason was recorded', lastLines = [] } = mode.error ?? {};
    return { kind: 'error', type: code, message, text: [message, ...lastLines].join('\n') };
  }
  if (!summary) return { kind: 'skipped', message: 'not measured' };
  const { valid, reasons } = summary.validity;
  if (!valid) return failure('validity', reasons.length > 0 ? reasons : ['no valid trial']);
  const missed = missedBy(mode, load, loads);
  return missed.length > 0 ? failure('objective', missed) : { kind: 'passed' };
}

function failure(type: string, lines: readonly string[]): Outcome {
  return { kind: 'failure', type, message: lines.join('; '), text: lines.join('\n') };
}

/** Missed objectives are worded `LOAD: what`; those that name no load are the mode's own (`load` undefined). */
function missedBy(
  { objectives }: ModeResult,
  load: string | undefined,
  loads: readonly string[],
): readonly string[] {
  return (objectives?.missed ?? []).filter(
    (missed) => loads.find((id) => missed.startsWith(`${id}: `)) === load,
  );
}

/** Throughput is counted over the planned time of the valid trials, so this is that time. */
function secondsOf({ requests, throughputRps }: LoadSummary): number {
  return throughputRps > 0 ? requests.completed / throughputRps : 0;
}
