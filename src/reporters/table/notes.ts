import type { Result } from '../../result/contract.js';
import type { Column } from './columns.js';
import { hasMisses } from './answer-group.js';
import { figureNotes } from './figure-notes.js';
import type { InvalidLoads } from './invalid-loads.js';
import type { Paint, Tone } from './paint.js';
import { firstThatFits, hang, oneLine } from './text.js';

/** A failing server's last words are at the end. */
const LAST_LINES = 6;

/** A titled list under the table; nothing where it is empty. */
export function section(
  title: string,
  tone: Tone,
  items: readonly string[],
  width: number,
  paint: Paint,
): string[] {
  if (items.length === 0) return [];
  return [paint(tone, title), ...items.flatMap((item) => hang('  ', oneLine(item), width))];
}

/** Why each failed mode failed, with what its process printed last. */
export function failureLines(columns: readonly Column[], width: number, paint: Paint): string[] {
  return columns.flatMap(({ label, mode: { status, error } }) => {
    if (status !== 'failed') return [];
    const { code = 'UNKNOWN', message = 'no reason was recorded', lastLines = [] } = error ?? {};
    const [first = '', ...rest] = hang('', `${label} failed: ${oneLine(message)} (${code})`, width);
    const printed = lastLines.slice(-LAST_LINES).map((line) => firstThatFits([oneLine(line)], width - 4));
    return [paint('bad', first), ...rest, ...printed.map((line) => paint('quiet', `  | ${line}`))];
  });
}

/** The numbered notes behind `!1`. */
export function invalidLines({ notes }: InvalidLoads, width: number, paint: Paint): string[] {
  return notes.flatMap((note, index) => {
    const number = `!${index + 1}`;
    const lines = hang(`${number} `, oneLine(note), width);
    return lines.map((line, at) => (at === 0 ? paint('doubtful', number) + line.slice(number.length) : line));
  });
}

/** What a reader may want to know and need not act on. */
export function remarks({ modes }: Result, columns: readonly Column[]): string[] {
  const keys = Object.entries(modes).flatMap(([label, { coverage }]) =>
    coverage?.keysFrom === undefined ? [] : [`table of ${label}: ${coverage.keysFrom}`],
  );
  const misses = hasMisses(columns)
    ? [
        'figures are of answered requests; a miss is a new combination of known values, or has a value that is ' +
          'unseen: outside the vocabulary',
      ]
    : [];
  const lost = [...leftOut(modes), ...lostPings(modes), ...errorSamples(modes)];
  return [...misses, ...keys, ...figureNotes(columns), ...lost];
}

/** Trials that stayed invalid beside valid ones of the same load. */
function leftOut(modes: Result['modes']): string[] {
  const places = loadsOf(modes).flatMap(({ place, summary }) => {
    const invalid = summary.repeats.filter(({ validity }) => !validity.valid).length;
    return summary.validity.valid && invalid > 0 ? [`${place} ${invalid} of ${summary.repeats.length}`] : [];
  });
  return places.length === 0 ? [] : [`invalid trials left out: ${places.join(', ')}`];
}

/** A route without a model that does not answer is worse than a slow one. */
function lostPings(modes: Result['modes']): string[] {
  return loadsOf(modes).flatMap(({ place, summary: { pings } }) => {
    const lost = pings === null ? 0 : pings.errors + pings.timeouts;
    return pings === null || lost === 0
      ? []
      : [`/app/ping of ${place}: ${lost} of ${pings.sent} had no answer`];
  });
}

function errorSamples(modes: Result['modes']): string[] {
  return loadsOf(modes).flatMap(({ place, summary: { errorSamples: samples } }) =>
    samples.length === 0 ? [] : [`errors of ${place}: ${samples.join('; ')}`],
  );
}

function loadsOf(
  modes: Result['modes'],
): { place: string; summary: Result['modes'][string]['loads'][string] }[] {
  return Object.entries(modes).flatMap(([label, { loads }]) =>
    Object.entries(loads).map(([load, summary]) => ({ place: `${label}.${load}`, summary })),
  );
}
