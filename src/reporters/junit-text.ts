import { escapeAttribute, escapeXml } from './escape-xml.js';

/* JUnit's XML, as CI systems read it. */

export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'skipped'; readonly message: string }
  | {
      readonly kind: 'failure' | 'error';
      readonly type: string;
      readonly message: string;
      readonly text: string;
    };

export interface Case {
  readonly mode: string;
  readonly name: string;
  readonly seconds: number;
  readonly outcome: Outcome;
}

export interface Suite {
  readonly title: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly cases: readonly Case[];
}

export function junitText(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="servebench" ${counts(all)}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines({ title, startedAt, cases }: Suite): string[] {
  return [
    `  <testsuite name="${escapeAttribute(title)}" timestamp="${escapeAttribute(startedAt)}" ${counts(cases)}>`,
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
