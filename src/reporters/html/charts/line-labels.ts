import { text, link, type Markish } from '@observablehq/plot';

import { linearScale, logScale, shorten, spread } from './axes.js';

/** The last point of a line, to be named. */
export interface LineEnd {
  readonly label: string;
  readonly color: string;
  readonly x: number;
  readonly y: number;
}

export interface LabelFrame {
  /** Of the y axis, and the pixels it spans from bottom to top. */
  readonly domain: readonly [number, number];
  readonly pixels: readonly [bottom: number, top: number];
  readonly isLog: boolean;
  /** Where the labels stand on the x axis. */
  readonly x: number;
}

const LINE_HEIGHT = 15;
/** Width of a character of the charts' font, on average. */
const CHARACTER = 7.1;

/** Room for names beside the lines. */
export function labelRoom(labels: readonly string[]): number {
  return 36 + Math.max(0, ...labels.map((label) => shorten(label).length)) * CHARACTER;
}

/** Names at the right end of lines, moved apart where lines end close together, each tied to its line. */
export function lineLabels(ends: readonly LineEnd[], { domain, isLog, pixels, x }: LabelFrame): Markish[] {
  const { toPixel, toValue } = (isLog ? logScale : linearScale)(domain, pixels);
  const named = ends.map((end) => ({ ...end, name: shorten(end.label) }));
  const [bottom, top] = pixels;
  const placed = spread(
    named.map(({ y }) => toPixel(y)),
    LINE_HEIGHT,
    [top, bottom],
  );
  const rows = named.map((end, index) => ({ ...end, x2: x, y2: toValue(placed[index] ?? 0) }));
  return [
    link(rows, { x1: 'x', y1: 'y', x2: 'x2', y2: 'y2', stroke: 'color', strokeWidth: 1, strokeOpacity: 0.6 }),
    text(rows, { x: 'x2', y: 'y2', text: 'name', textAnchor: 'start', dx: 4 }),
  ];
}
