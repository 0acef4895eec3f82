import { text as textMark, type Markish } from '@observablehq/plot';

import { shorten } from './axes.js';

/** The label of each panel of a chart that is split by `fy`, above it. */
export function panelTitles(labels: readonly string[]): Markish {
  return textMark([...labels], {
    fy: (label: string) => label,
    text: shorten,
    frameAnchor: 'top-left',
    textAnchor: 'start',
    dy: -13,
    fontWeight: 600,
  });
}
