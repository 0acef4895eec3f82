import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';

import { oneLine } from '../../table/text.js';
import { trusted, type Markup } from '../markup.js';

/*
 * The one place that calls the chart library. Observable Plot was chosen over ECharts and Vega by looking at the same
 * chart from each: its SVG takes CSS variables as colours, so that one drawing serves light and dark, and it is a
 * quarter of the size installed. It draws into a document of linkedom, since there is no browser here.
 */

/** A drawing for one width of page. A phone gets a drawing of its own: scaled down, text could not be read. */
export interface Size {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
}

export const SIZES: readonly Size[] = [
  { name: 'wide', width: 960 },
  { name: 'narrow', width: 350 },
];

export interface ChartText {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What a reader who cannot see it is told. */
  readonly description: string;
}

/** @returns inline SVG with a title and a description, without scripts, styles or references. */
export function drawChart(options: PlotOptions, { id, title, description }: ChartText, size: Size): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = plot({
    document,
    className: 'chart',
    width: size.width,
    ...options,
  });
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  svg.removeAttribute('xmlns');
  svg.removeAttribute('xmlns:xlink');
  const key = `${id}-${size.name}`;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${key}-title ${key}-desc`);
  const texts = [
    ['title', title],
    ['desc', description],
  ] as const;
  for (const [name, text] of texts.toReversed()) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    element.setAttribute('id', `${key}-${name}`);
    element.textContent = oneLine(text);
    svg.prepend(element);
  }
  return trusted(svg.outerHTML);
}
