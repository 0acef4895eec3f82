import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';

import { csvReporter } from '../../../src/reporters/csv.js';
import type { Document } from '../../../src/reporters/reporter.js';
import { everything } from '../../golden/documents/everything.js';
import { sweep } from '../../golden/documents/sweep.js';
import { HOSTILE, troubles } from '../../golden/documents/troubles.js';

const rowsOf = (document: Document): Record<string, string>[] =>
  parse(csvReporter.render(document), { columns: true, record_delimiter: '\r\n' });

describe('the CSV', () => {
  it('has every figure unrounded, with its unit, direction, interval and number of trials', () => {
    const document = everything();
    const row = rowsOf(document).find(
      ({ mode, load, metric }) => mode === 'embedded' && load === 'steady' && metric === 'p99Us',
    );
    const load = document.modes['embedded']?.loads['steady'];
    expect(row).toMatchObject({
      kind: 'embedded',
      load_kind: 'open',
      unit: 'us',
      better: 'lower',
      value: String(load?.answered.latencyUs.p99),
      ci95_low: String(load?.ci95?.p99Us?.[0]),
      ci95_high: String(load?.ci95?.p99Us?.[1]),
      n: '8',
      valid: 'true',
    });
  });

  it('shows an invalid load as such', () => {
    const rows = rowsOf(everything()).filter(
      ({ mode, load }) => mode === 'microservice' && load === 'steady',
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      expect(row['valid']).toBe('false');
      expect(row['reasons']).toContain('hypervisor');
    }
  });

  it('leaves empty what there is not, and keeps a failed mode', () => {
    const rows = rowsOf(troubles());
    expect(rows.filter(({ status }) => status === 'failed').length).toBeGreaterThan(0);
    const memory = rows.find(({ mode, metric }) => mode === 'external' && metric === 'anonBytes');
    expect(memory?.['value']).toBe('');
  });

  it('keeps hostile text to its field', () => {
    const rows = rowsOf(troubles());
    expect(rows.every(({ scenario }) => scenario === `troubles ${HOSTILE}`)).toBe(true);
    expect(rows.some(({ mode }) => mode === `micro ${HOSTILE}`)).toBe(true);
  });

  it('names the value of a sweep in each row', () => {
    expect(new Set(rowsOf(sweep()).map(({ point }) => point))).toEqual(
      new Set(['traffic.unseen = 0', 'traffic.unseen = 0.05', 'traffic.unseen = 0.2']),
    );
  });
});
