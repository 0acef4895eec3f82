import type { TrendReport, TrendSeries } from '../../core/trend-report.js';
import { changeWords, figureText, noChangeWords, trendHeading } from '../trend-report.js';
import { trendChart } from './charts/trend-chart.js';
import { figure, listOf } from './figure.js';
import { html, type Markup } from './markup.js';
import { pageText } from './shell.js';

/** Every figure run by run, with its changes in words and the runs as a table. */
export function trendPage(report: TrendReport): string {
  const { series, trend } = report;
  const [runs = '', ...facts] = trendHeading(report);
  const changed = series.flatMap((one) =>
    one.changes.map((change) => `${one.metric}: ${changeWords(change, one)}`),
  );
  return pageText({
    title: `${trend.scenario} over time`,
    header: html`<header>
      <p class="kind">servebench trend</p>
      <h1>${trend.scenario} over time</h1>
      <p class="facts">${runs}</p>
      ${facts.map((fact) => html`<p class="facts">${fact}</p>`)}
    </header>`,
    main: html`<section class="answer" aria-labelledby="answer">
        <h2 id="answer">The answer</h2>
        ${changed.length === 0 ? html`<p class="headline">No change was found.</p>` : listOf(changed)}
      </section>
      ${series.map(seriesSection)}`,
    footer: 'Made by servebench. Runs stand in the order in which they were measured.',
  });
}

function seriesSection(series: TrendSeries, index: number): Markup {
  const { metric, points, changes, better } = series;
  const words = changes.map((change) => changeWords(change, series));
  const description = words.length > 0 ? words.join('. ') : noChangeWords(series);
  const text = { id: `trend-${index}`, title: metric, description };
  return html`<section>
    <h2>${metric}</h2>
    <p class="note">${better} is better; ${description}</p>
    ${
      points.length === 0
        ? undefined
        : figure({
            text,
            caption: `${metric}, run by run; dashed lines stand where it changed.`,
            draw: (size) => trendChart(series, text, size),
            table: {
              head: ['run', 'started (UTC)', 'commit', 'value', 'change'],
              rows: points.map(({ run, startedAt, commit, value }, at) => [
                run,
                { words: startedAt.slice(0, 16).replace('T', ' ') },
                { words: commit?.slice(0, 8) ?? '-' },
                figureText(value, series.unit),
                { words: changes.find((change) => change.at === at)?.verdict ?? '' },
              ]),
            },
          })
    }
  </section>`;
}
