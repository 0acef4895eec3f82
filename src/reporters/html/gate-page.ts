import type { GateResult } from '../../result/gate-contract.js';
import {
  againWords,
  againstWords,
  boundsWords,
  canaryWords,
  effortWords,
  figures,
  gateHeadline,
  limitWords,
  metricWords,
  reasonWords,
  sideWords,
  sortedRules,
  type GateRow,
} from '../gate/words.js';
import { callout } from './callout.js';
import { tableOf, type TableData } from './figure.js';
import { intervalFigure } from './interval-figure.js';
import { html, type Markup } from './markup.js';
import { styleLabels, styleOfMode } from './palette.js';
import { pageText } from './shell.js';

/** Whether a change may go in: the verdict in words, ratios with their bounds and limits, and every rule. */
export function gatePage(result: GateResult): string {
  const { gate, warnings } = result;
  const rules = sortedRules(result);
  const canary = canaryWords(gate);
  return pageText({
    title: `gate ${gate.scenario}`,
    header: html`<header>
      <p class="kind">servebench gate</p>
      <h1>${gate.scenario}: ${gate.verdict}</h1>
      <p class="facts">
        base: ${sideWords(gate.base)}<br />head: ${sideWords(gate.head)}<br />${gate.startedAt
          .slice(0, 16)
          .replace('T', ' ')}
        UTC, ${effortWords(gate)}
      </p>
    </header>`,
    main: html`<section class="answer" aria-labelledby="answer">
        <h2 id="answer">The answer</h2>
        ${gateHeadline(result).map((sentence) => html`<p class="headline">${sentence}</p>`)}
        ${canary === undefined ? undefined : html`<p>The machine today: ${canary}.</p>`}
      </section>
      ${callout(
        'Modes that failed',
        '',
        gate.failed.map(({ mode, side, message }) => `${mode} in the ${side}: ${message}`),
      )}${callout('Warnings', ' warn', warnings)}
      <section>
        <h2 id="ratios">Ratios</h2>
        <p class="note">
          Each figure of the head divided by that of the base; the line reaches between its one-sided 95%
          bounds, each for all planned looks together, the band is what counts as the same (within 5%). A rule
          is broken only where fresh trials confirm it.
        </p>
        ${ratioFigure(rules)}
      </section>
      <section>
        <h2 id="rules">All rules</h2>
        ${tableOf(tableOfRules(rules), 'All rules')}
      </section>
      <section>
        <h2 id="again">How to show it again</h2>
        <pre>${againWords(gate)}</pre>
      </section>`,
    footer: 'Made by servebench. Throughput and latency are of answered requests.',
  });
}

/** Of the rules with a ratio; figures without noise stand in the table alone. */
function ratioFigure(rules: readonly GateRow[]): Markup {
  const styles = styleLabels(rules.map(({ mode }) => mode));
  const drawn = rules.flatMap((rule) => {
    const { mode, load, change, limit, verdict } = rule;
    if (!change) return [];
    // Held against a bound, a figure is divided by it.
    const what = limit.kind === 'absolute' ? `${metricWords(rule)} / bound` : metricWords(rule);
    return [
      {
        label: `${mode} ${load ?? ''} ${what}`,
        color: styleOfMode(styles, mode).color,
        ratio: change.ratio,
        ci95: change.bounds95,
        verdict,
        found: `${againstWords(rule, change)}  ${verdict}`,
      },
    ];
  });
  if (drawn.length === 0)
    return html`<p>No trial was measured: every rule is about a figure without noise.</p>`;
  return intervalFigure({
    id: 'gate-ratios',
    title: 'Head divided by base',
    caption: 'Head divided by base, or by the bound of an absolute limit.',
    rows: drawn,
    table: tableOfRules(rules),
  });
}

function tableOfRules(rules: readonly GateRow[]): TableData {
  return {
    head: [
      ...['rule', 'verdict', 'base', 'head', 'head / base', '95% bounds', 'rounds', 'fresh trials'],
      ...['limit', 'why'],
    ],
    rows: rules.map((rule) => {
      const { path, change, confirmation, verdict } = rule;
      return [
        path,
        { words: verdict },
        ...figures(rule),
        change ? againstWords(rule, { ratio: change.ratio, bounds95: null }) : '-',
        change?.bounds95 ? boundsWords(change.bounds95) : '-',
        change ? String(change.pairs) : '-',
        confirmation ? againstWords(rule, confirmation) : '-',
        { words: limitWords(rule) },
        { words: reasonWords(rule) },
      ];
    }),
  };
}
