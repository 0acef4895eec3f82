import type { Reporter } from './reporter.js';

/** The document itself, as the result contract has it. */
export const jsonReporter = {
  id: 'json',
  extensions: ['.json'],
  render: (document) => `${JSON.stringify(document, null, 2)}\n`,
} satisfies Reporter;
