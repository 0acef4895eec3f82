import { listOf } from './figure.js';
import { html, type Markup } from './markup.js';

/** A box that a reader must not miss, with a list; nothing without items. @param kind ` warn` for one that is no error */
export function callout(title: string, kind: '' | ' warn', items: readonly string[]): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<div class="callout${kind}">
    <h3>${title}</h3>
    ${listOf(items)}
  </div>`;
}
