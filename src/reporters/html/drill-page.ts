import type { DrillResult } from '../../result/drill-contract.js';
import { drilledModes, figuresOf } from '../drill/figures.js';
import { drillHeadline, type DrillReport } from '../drill/headline.js';
import {
  figureText,
  gotWords,
  loadWords,
  modelWords,
  remarks,
  slowWords,
  timelineWords,
} from '../drill/words.js';
import { drillFigures } from './drill-figures.js';
import { callout } from './callout.js';
import { listOf, tableOf, type TableData } from './figure.js';
import { html, type Markup } from './markup.js';
import { styleLabels } from './palette.js';
import { pageText } from './shell.js';

/** What callers saw of each drill: in words, over time, and every figure by modes. */
export function drillPage(result: DrillResult): string {
  const { drill, drills, warnings } = result;
  const names = drills.map((report) => report.drill).join(', ');
  const labels = [...new Set(drills.flatMap(({ modes }) => Object.keys(modes)))];
  const styles = styleLabels(labels);
  return pageText({
    title: `${drill.scenario}: ${names}`,
    header: html`<header>
      <p class="kind">servebench drill</p>
      <h1>${drill.scenario}: ${names}</h1>
      <p class="facts">
        ${modelWords(result)}<br />${loadWords(result)}<br />${drill.startedAt.slice(0, 16).replace('T', ' ')}
        UTC, drill ${drill.id}
      </p>
    </header>`,
    main: html`<section class="answer" aria-labelledby="answer">
        <h2 id="answer">What callers noticed</h2>
        ${drills.map(answerOf)}
      </section>
      ${callout('Warnings', ' warn', warnings)}
      ${drills.map(
        (report, index) =>
          html`<section>
            <h2 id="drill-${index}">${report.drill}</h2>
            <p class="note">What happened: ${report.summary}.</p>
            ${drillFigures(report, `d${index}`, styles)}
            <h3>All figures</h3>
            ${tableOf(matrixOf(report), `All figures of ${report.drill}`)} ${detailsOf(report)}
          </section> `,
      )}
      <section>
        <h2 id="again">How to read it, and to show it again</h2>
        ${listOf(slowWords(result).map((words) => `slow: ${words}`))}
        <pre>servebench report ${drill.id}</pre>
      </section>`,
    footer:
      'Made by servebench. A request belongs to the time in which it ended; latencies count from the intended send.',
  });
}

function answerOf(report: DrillReport): Markup {
  const [first, ...rest] = drillHeadline(report);
  return html`<p class="headline">${report.drill}: ${first}</p>
    ${listOf(rest)}`;
}

/** Figures by modes. */
function matrixOf({ modes }: DrillReport): TableData {
  const outcomes = Object.entries(modes);
  const state = outcomes.map(([, { status }]) => (status === 'inapplicable' ? 'no meaning' : status));
  const isPlain = state.every((status) => status === 'drilled');
  return {
    head: ['figure', ...outcomes.map(([label]) => label)],
    rows: [
      ...(isPlain ? [] : [['', ...state]]),
      ...figuresOf(modes).map((figure) => [
        figure.label,
        ...outcomes.map(([, outcome]) => figureText(figure, outcome)),
      ]),
    ],
  };
}

function detailsOf({ modes }: DrillReport): Markup[] {
  const drilled = drilledModes(modes);
  const blocks: readonly (readonly [title: string, lines: readonly string[]])[] = [
    [
      'What callers got since the event',
      drilled.map(([label, outcome]) => `${label}: ${gotWords(outcome).join(', ')}`),
    ],
    [
      'What was done, and when',
      drilled.map(([label, outcome]) => `${label}: ${timelineWords(outcome).join('; ')}`),
    ],
    ['Remarks', remarks(modes).map(([label, what]) => `${label}: ${what}`)],
  ];
  return blocks.flatMap(([title, lines]) =>
    lines.length === 0
      ? []
      : [
          html`<h3>${title}</h3>
            ${listOf(lines)}`,
        ],
  );
}
