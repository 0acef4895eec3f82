import { compareTable } from '../comparison/table.js';
import { drillTable } from '../drill/table.js';
import { gateTable } from '../gate/table.js';
import type { Reporter } from '../reporter.js';
import { paintWith } from './paint.js';
import { runReport } from './run-report.js';
import { sweepReport } from './sweep-report.js';

/** Below this a line of the report cannot be read any more; prose wider than the second is hard to read. */
const LEAST_WIDTH = 40;
const MOST_WIDTH = 160;

/** The comparison for a terminal: the answer first, what explains it below. No line is wider than the terminal. */
export const tableReporter = {
  id: 'table',
  extensions: ['.txt'],
  render: (document, options) => {
    const width = Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, options.width));
    if ('compare' in document) return compareTable(document, { ...options, width });
    if ('gate' in document) return gateTable(document, { ...options, width });
    if ('drill' in document) return drillTable(document, { ...options, width });
    const paint = paintWith(options.color);
    const blocks =
      'runs' in document ? sweepReport(document, width, paint) : runReport(document, options, width, paint);
    const shown = blocks.filter((lines) => lines.length > 0);
    return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
  },
} satisfies Reporter;
