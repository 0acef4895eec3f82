import { callout } from '../callout.js';
import { html, type Markup } from '../markup.js';
import { loadsOf, type Report } from '../report.js';

/** A failing server's last words are at the end. */
const LAST_LINES = 12;

/** What a reader must know before any figure: failed modes, loads that are not valid, wrong predictions, warnings. */
export function problemCallouts(report: Report): Markup[] {
  return [
    ...failures(report),
    callout('Not valid, and not used in any comparison', '', invalidLoads(report)),
    callout('Other predictions than the model', '', wrongPredictions(report)),
    callout('Objectives missed', ' warn', missedObjectives(report)),
    callout('Warnings', ' warn', report.result.warnings),
  ].filter((part) => part !== undefined);
}

function failures({ columns }: Report): Markup[] {
  return columns.flatMap(({ label, mode: { status, error } }) => {
    if (status !== 'failed') return [];
    const { code = 'UNKNOWN', message = 'no reason was recorded', lastLines = [] } = error ?? {};
    const printed = lastLines.slice(-LAST_LINES).join('\n');
    return [
      html`<div class="callout">
        <h3>${label} failed</h3>
        <p>${message} (${code})</p>
        ${printed === '' ? undefined : html`<pre>${printed}</pre>`}
      </div>`,
    ];
  });
}

function invalidLoads(report: Report): string[] {
  return loadsOf(report).flatMap(({ load, modes }) =>
    modes.flatMap(({ column: { label }, summary: { validity } }) =>
      validity.valid ? [] : [`${label} at ${load}: ${validity.reasons.join('; ') || 'no valid trial'}`],
    ),
  );
}

function wrongPredictions({ columns }: Report): string[] {
  return columns.flatMap(({ label, mode: { parity } }) => {
    const { mismatches, checked, maxAbsDiff } = parity;
    return mismatches > 0
      ? [`${label}: ${mismatches} of ${checked} checked, by up to ${maxAbsDiff.toPrecision(3)}`]
      : [];
  });
}

function missedObjectives({ columns }: Report): string[] {
  return columns.flatMap(({ label, mode: { objectives } }) =>
    objectives && !objectives.met ? [`${label}: ${objectives.missed.join('; ')}`] : [],
  );
}
