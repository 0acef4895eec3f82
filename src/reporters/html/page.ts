import type { Result } from '../../result/contract.js';
import { countWords } from '../answer/words.js';
import { pointsOf } from '../points.js';
import type { Document } from '../reporter.js';
import { comparePage } from './compare-page.js';
import { drillPage } from './drill-page.js';
import { gatePage } from './gate-page.js';
import { html, type Markup } from './markup.js';
import { styleModes } from './palette.js';
import { reportOf, type Report, type Section } from './report.js';
import { answerSection } from './sections/answer.js';
import { capacitySection } from './sections/capacity.js';
import { comparisonSection } from './sections/comparisons.js';
import { coverageSection } from './sections/coverage.js';
import { environmentSection } from './sections/environment.js';
import { latencySection } from './sections/latency.js';
import { neighboursSection } from './sections/neighbours.js';
import { problemCallouts } from './sections/problems.js';
import { resourcesSection } from './sections/resources.js';
import { seriesSection } from './sections/series.js';
import { sweepAnswer, sweepSection } from './sections/sweep.js';
import { timeSplitSection } from './sections/time-split.js';
import { validitySection } from './sections/validity.js';
import { pageText } from './shell.js';

/** In the order of a page, after the answer. Each is left out where the run has nothing for it. */
const SECTIONS: readonly ((report: Report) => Section | undefined)[] = [
  comparisonSection,
  latencySection,
  capacitySection,
  timeSplitSection,
  neighboursSection,
  seriesSection,
  resourcesSection,
  coverageSection,
  validitySection,
  environmentSection,
];

/** A run, a sweep, a comparison, a gate or a drill as one self-contained page. */
export function renderPage(document: Document): string {
  if ('compare' in document) return comparePage(document);
  if ('gate' in document) return gatePage(document);
  if ('drill' in document) return drillPage(document);
  const points = pointsOf(document);
  const styles = styleModes(points);
  const reports = points.map((point, index) => reportOf(point, index, styles));
  const [first] = reports;
  const title = first ? first.result.run.scenario : 'nothing was measured';
  const isSweep = 'runs' in document;
  const body = !first
    ? html`<p>No run was measured.</p>`
    : isSweep
      ? html`${sweepAnswer(reports)}${sweepSection(document, reports)}${reports.map(pointSections)}${sectionOf(environmentSection(first))}`
      : runBody(first);
  return pageText({
    title,
    header: first && headerOf(first.result, isSweep ? `sweep over ${document.sweep.path}` : undefined),
    main: html`${body}`,
    footer:
      'Made by servebench. Throughput and latency are of answered requests, latencies of open loops count from the intended send.',
  });
}

function runBody(report: Report): Markup {
  const sections = SECTIONS.flatMap((section) => section(report) ?? []);
  const links = sections.map(({ id, title }) => html`<a href="#${id}">${title}</a> `);
  return html`${answerSection(report)}${problemCallouts(report)}
    <nav aria-label="Sections">${links}</nav>
    ${sections.map(sectionOf)}`;
}

function sectionOf({ id, title, body }: Section): Markup {
  return html`<section>
    <h2 id="${id}">${title}</h2>
    ${body}
  </section> `;
}

function headerOf({ run }: Result, sweep: string | undefined): Markup {
  const machine = `${run.environment.cpuModel}, ${run.environment.cores} cores`;
  const facts = [
    `model ${run.model.name}`,
    countWords(run.repeats, 'repeat'),
    `seed ${run.seed}`,
    `run ${run.id}`,
    run.startedAt.slice(0, 16).replace('T', ' '),
    machine,
  ];
  return html`<header>
    <p class="kind">servebench report${sweep === undefined ? undefined : `: ${sweep}`}</p>
    <h1>${run.scenario}</h1>
    ${run.question === undefined ? undefined : html`<p class="question">${run.question}</p>`}
    <p class="facts">${facts.join(' · ')}</p>
  </header>`;
}

/** One value of a sweep: the answer and what is wrong with it; everything else is in the report of that run. */
function pointSections(report: Report): Markup {
  return html`<h2>${report.name ?? report.result.run.id}</h2>
    ${answerSection(report)}${problemCallouts(report)}${comparisonSection(report)?.body}
    <p class="note">
      Everything about this value:
      <code>servebench report ${report.result.run.id} --output ${report.result.run.id}.html</code>
    </p> `;
}
