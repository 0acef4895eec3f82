import type { LoadSummary, ModeResult } from '../result/contract.js';
import { escapeAttribute, escapeXml } from './escape-xml.js';
import { pointsOf, type Point } from './points.js';
import type { Reporter } from './reporter.js';
import { columnsOf, loadIds, type Column } from './table/columns.js';

/*
 * JUnit's XML, as CI systems read it: a suite for each run, a case for each mode x load. A missed objective or a load
 * without a valid trial is a failure, a failed mode an error in each of its cases. What is missed by a mode as a whole,
 * such as coverage, has a case of its own.
 */

type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly message: string }
  | {
      readonly kind: 'failure' | 'error';
      readonly type: string;
      readonly message: string;
      readonly text: string;
    };

interface Case {
  readonly mode: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** The case of a failed mode where no load is known, and of what a mode as a whole misses. */
const WHOLE = 'whole mode';

export const junitReporter = {
  id: 'junit',
  extensions: ['.xml'],
  render: (document) => {
    const suites = pointsOf(document).map((point) => ({ ...point, cases: casesOf(point) }));
    const all = suites.flatMap(({ cases }) => cases);
    const lines = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<testsuites name="servebench" ${counts(all)}>`,
      ...suites.flatMap(({ name, result, cases }) => suiteLines(name, result, cases)),
      '</testsuites>',
    ];
    return `${lines.join('\n')}\n`;
  },
} satisfies Reporter;

function suiteLines(name: string | undefined, { run }: Point['result'], cases: readonly Case[]): string[] {
  const title = name === undefined ? run.scenario : `${run.scenario}, ${name}`;
  return [
    `  <testsuite name="${escapeAttribute(title)}" timestamp="${escapeAttribute(run.startedAt)}" ${counts(cases)}>`,
    ...cases.flatMap((one) => caseLines(title, one)),
    '  </testsuite>',
  ];
}

function counts(cases: readonly Case[]): string {
  const count = (kind: Outcome['kind']): number =>
    cases.filter(({ outcome }) => outcome.kind === kind).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  const found = `failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  return `tests="${cases.length}" ${found} time="${seconds.toFixed(3)}"`;
}

function caseLines(suite: string, { mode, name, seconds, outcome }: Case): string[] {
  const place = `name="${escapeAttribute(name)}" classname="${escapeAttribute(`${suite}.${mode}`)}"`;
  const head = `    <testcase ${place} time="${seconds.toFixed(3)}"`;
  if (outcome.kind === 'passed') return [`${head}/>`];
  const message = `message="${escapeAttribute(outcome.message)}"`;
  const body =
    outcome.kind === 'skipped'
      ? `<skipped ${message}/>`
      : `<${outcome.kind} type="${escapeAttribute(outcome.type)}" ${message}>${escapeXml(outcome.text)}</${outcome.kind}>`;
  return [`${head}>`, `      ${body}`, '    </testcase>'];
}

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
