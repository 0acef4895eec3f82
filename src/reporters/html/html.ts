import type { Reporter } from '../reporter.js';

/** One self-contained page. Its chart library is loaded when a page is made, and never otherwise. */
export const htmlReporter = {
  id: 'html',
  extensions: ['.html', '.htm'],
  render: async (document) => (await import('./page.js')).renderPage(document),
} satisfies Reporter;
