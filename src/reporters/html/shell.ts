import { html, trusted, type Markup } from './markup.js';
import { STYLE } from './style.js';

/** Nothing may be loaded, and no script runs, whatever a document has in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

export interface PageParts {
  readonly title: string;
  readonly header: Markup | undefined;
  readonly main: Markup;
  readonly footer: string;
}

/** One self-contained page: no script, no reference to anything outside. Ends with a newline. */
export function pageText({ title, header, main, footer }: PageParts): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>servebench: ${title}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        ${header}
        <main>${main}</main>
        <footer>${footer}</footer>
      </body>
    </html>`;
  return `${page.markup}\n`;
}
