import { isFloor } from '../../result/metrics.js';
import type { Point } from '../points.js';

/*
 * One colour a mode, the same in every chart of a page. The hues keep apart for readers with any of the common colour
 * deficiencies (after Okabe and Ito, Color Universal Design), darkened or lightened until each has a contrast of at
 * least 3:1 with its background (WCAG 1.4.11). Colour never stands alone: lines differ by their dashes, bars and points
 * by the names beside them.
 */

export interface ModeStyle {
  readonly color: string;
  /** `stroke-dasharray`; a solid line if left out. */
  readonly dash?: string;
}

export type ModeStyles = ReadonlyMap<string, ModeStyle>;

const LIGHT = ['#0a62a9', '#c2410c', '#00795a', '#9d3c86', '#7a6200', '#3f3fb8', '#a3263f'];
const DARK = ['#5fb2f0', '#f58a4b', '#3fc99c', '#e391cd', '#dcc23a', '#a5a6ff', '#ff8b94'];
const DASHES = [undefined, '7 3', '2 2.5', '9 3 2 3', '4 2', '12 3', '1.5 4'];

/** @param points every run of the page */
export function styleModes(points: readonly Point[]): ModeStyles {
  const styles = new Map<string, ModeStyle>();
  let next = 0;
  for (const { result } of points) {
    for (const [label, mode] of Object.entries(result.modes)) {
      if (styles.has(label)) continue;
      if (isFloor(mode)) styles.set(label, { color: 'var(--floor)', dash: '1.5 3.5' });
      else styles.set(label, styleOf(next++));
    }
  }
  return styles;
}

/** Where nothing is known of the modes but their labels. */
export function styleLabels(labels: readonly string[]): ModeStyles {
  return new Map([...new Set(labels)].map((label, index) => [label, styleOf(index)]));
}

/** Beyond the palette colours come again, with the dashes of others. */
function styleOf(index: number): ModeStyle {
  const round = Math.floor(index / LIGHT.length);
  const dash = DASHES[(index + round) % DASHES.length];
  return { color: `var(--mode-${index % LIGHT.length})`, ...(dash === undefined ? {} : { dash }) };
}

export function styleOfMode(styles: ModeStyles, label: string): ModeStyle {
  return styles.get(label) ?? { color: 'var(--floor)' };
}

/**
 * Parts of a whole, such as where time goes: light enough for their names to stand in them in dark ink (4.5:1), so an
 * edge sets them off from a light page.
 */
const PARTS_LIGHT = [
  '#9fb8cf',
  '#6f97bd',
  '#e3c27c',
  '#c4963c',
  '#c6b2dc',
  '#a283c9',
  '#eb9a80',
  '#72b59d',
  '#b5b5b5',
  '#93b35c',
];
const PARTS_DARK = [
  '#9fb8cf',
  '#6f97bd',
  '#d6b36b',
  '#b98c38',
  '#bba5d4',
  '#9a7bc4',
  '#dd8a6e',
  '#67ab93',
  '#a8a8a8',
  '#88a854',
];

export function partColor(index: number): string {
  return `var(--part-${index % PARTS_LIGHT.length})`;
}

/** CSS variables of both themes. */
export const PALETTE = {
  light: variables(LIGHT, PARTS_LIGHT, '#6b7280'),
  dark: variables(DARK, PARTS_DARK, '#9aa3af'),
};

function variables(modes: readonly string[], parts: readonly string[], floor: string): string {
  return [
    `--floor: ${floor}`,
    ...modes.map((color, index) => `--mode-${index}: ${color}`),
    ...parts.map((color, index) => `--part-${index}: ${color}`),
  ].join('; ');
}
