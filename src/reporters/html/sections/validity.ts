import { limitsOf } from '../../optional-parts.js';
import { listOf } from '../figure.js';
import { html } from '../markup.js';
import { loadsOf, type Report, type Section } from '../report.js';

/** Trials that were left out of loads that are valid, errors that were counted, figures that are only bounds. */
export function validitySection(report: Report): Section | undefined {
  const items = [...precision(report), ...remarks(report), ...parity(report)];
  if (items.length === 0) return undefined;
  return { id: 'validity', title: 'Validity', body: html`${listOf(items)}` };
}

function remarks(report: Report): string[] {
  return loadsOf(report).flatMap(({ load, modes }) =>
    modes.flatMap(({ column: { label }, summary }) => {
      const place = `${label} at ${load}`;
      const { valid, reasons } = summary.validity;
      const leftOut = valid && reasons.length > 0 ? [`${place}, trials left out: ${reasons.join('; ')}`] : [];
      const samples = summary.errorSamples.join('; ');
      const errors = samples === '' ? [] : [`${place}, errors: ${samples}`];
      return [...leftOut, ...errors, ...limitsOf(summary).map((limit) => `${place}: ${limit}`)];
    }),
  );
}

function parity({ columns }: Report): string[] {
  return columns.flatMap(({ label, mode, standing }) => {
    const { checked, mismatches } = mode.parity;
    if (checked === 0 || standing === 'floor') return [];
    return [`${label}: ${checked - mismatches} of ${checked} checked predictions are the model's own`];
  });
}

function precision({ result }: Report): string[] {
  if (!result.precision) return [];
  const { metric, reached, repeats, looks } = result.precision;
  const found = `Precision of ${metric} ${reached ? 'reached' : 'not reached'} after ${repeats} repeats`;
  return [`${found}, looked at after ${looks.join(', ')}: every interval holds for all looks together`];
}
