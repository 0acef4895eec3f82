import type { Claim } from '../../answer/claim.js';
import { summaryTable, type SummaryRow } from '../../summary-table.js';
import { listOf } from '../figure.js';
import { html, type Markup } from '../markup.js';
import type { Report } from '../report.js';

/** Every certainty has its word: colour only repeats it. */
const WORDS = {
  settled: 'Settled',
  open: 'Not decided',
  untested: 'Not tested',
  alone: 'Alone',
  nobody: 'No figure',
} satisfies Record<Claim['certainty'], string>;

/** On top of everything: what the run answers, how sure it is, and the figures that a choice is made by. */
export function answerSection(report: Report): Markup {
  const { headline, claims, costs, leftOut } = report.answer;
  const items = claims.map(
    ({ certainty, text }) => html`<b class="${certainty}">${WORDS[certainty]}</b> ${text}`,
  );
  return html`<section class="answer" aria-labelledby="${report.key}-answer">
      <h2 id="${report.key}-answer">The answer</h2>
      ${headline.map((sentence) => html`<p class="headline">${sentence}</p>`)} ${listOf(items, 'claims')}
    </section>
    ${summary(report)} ${listOf([...costs, ...leftOut])}`;
}

function summary({ result, answer }: Report): Markup {
  const { head, rows } = summaryTable(result, answer);
  const titles = head.map((title) => html`<th scope="col">${title}</th>`);
  return html`<div class="scroll" role="region" aria-label="Summary of all modes" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col" class="words">mode</th>
            ${titles}
          </tr>
        </thead>
        <tbody>
          ${rows.map(rowOf)}
        </tbody>
      </table>
    </div>
    <p class="note">
      Bold with a mark: best by its intervals. Latency, throughput and capacity are of answered requests; CPU
      is per completed request.
    </p>`;
}

const STANDING = { contender: undefined, floor: 'the floor: no model', out: 'failed' } as const;

function rowOf({ label, standing, cells }: SummaryRow): Markup {
  const status = STANDING[standing];
  const figures = cells.map(({ text, mark, aside }) => {
    if (mark === 'wins') return html`<td><b>${text}</b></td>`;
    if (mark === 'plain') return html`<td>${text || '-'}</td>`;
    return html`<td class="doubtful">
      ${text}${aside === undefined ? aside : html`<small>${aside}</small>`}
    </td>`;
  });
  const small = status === undefined ? status : html`<br /><small class="quiet">${status}</small>`;
  return html`<tr>
    <th scope="row"><span class="name">${label}</span>${small}</th>
    ${figures}
  </tr>`;
}
