import type { Drilled, DrillOutcome, DrillResult } from '../../result/drill-contract.js';
import { formatCount, formatFigure, formatMs, formatUs } from '../format-number.js';
import { drilledModes, type DrillFigure } from './figures.js';

/** A figure of a mode; `-` where it has none. */
export function figureText({ of, unit, otherwise = '-' }: DrillFigure, outcome: DrillOutcome): string {
  const value = outcome.status === 'drilled' ? of(outcome) : undefined;
  if (value === undefined) return '-';
  return value === null ? otherwise : formatFigure(value, unit);
}

/** `200/s for 12 s, ...`: what all modes were sent. */
export function loadWords({ drill }: DrillResult): string {
  const { rateRps, durationMs, eventMs, timeoutMs } = drill.load;
  return `${formatFigure(rateRps, 'requests/s')} in an open loop for ${seconds(durationMs)}, the event at ${seconds(eventMs)}; callers wait for ${seconds(timeoutMs)}`;
}

export function modelWords({ drill: { scenario, seed, model, machine } }: DrillResult): string {
  const { cpuModel, cores, node } = machine;
  return `${scenario} · ${model.name}@${model.sha256.slice(0, 12)} · seed ${seed} · ${cpuModel}, ${cores} cores, Node ${node.replace(/^v/, '')}`;
}

/** What callers of a mode got since the event: `1,595 x 200 model (0.6 ms)`, the most frequent first. */
export function gotWords({ sinceEvent }: Drilled): string[] {
  return sinceEvent.got.map(({ what, requests, latencyUs: { p50, max } }) => {
    const [name, us] = p50 === null ? ['max', max] : ['median', p50];
    return `${formatCount(requests)} x ${what}${us === null ? '' : ` (${name} ${formatUs(us)})`}`;
  });
}

/** When what was done. */
export function timelineWords({ timeline }: Drilled): string[] {
  return timeline.map(({ ms, what }) => `${formatMs(Math.max(0, ms))}: ${what}`);
}

/** What cannot be seen in the figures: modes without them and why, and what went wrong. */
export function remarks(modes: DrillResult['drills'][number]['modes']): [label: string, what: string][] {
  return Object.entries(modes).flatMap(([label, outcome]): [string, string][] => {
    if (outcome.status === 'inapplicable') return [[label, `no meaning: ${outcome.reason}`]];
    if (outcome.status === 'failed') {
      return [[label, `failed: ${outcome.error.message} (${outcome.error.code})`]];
    }
    const all = [
      ...(outcome.problem === undefined ? [] : [outcome.problem]),
      ...rolloutWords(outcome),
      ...loadRemarks(outcome),
    ];
    return all.map((what) => [label, what]);
  });
}

/** What makes the figures not the mode's alone. A load that is late by half of what is slow is. */
function loadRemarks({ sendLatenessP99Us, slowLimit, requests: { neverSent } }: Drilled): string[] {
  const lateUs = sendLatenessP99Us ?? 0;
  return [
    ...(neverSent > 0
      ? [
          `${formatCount(neverSent)} requests were never sent: too many were outstanding, or the load process fell behind`,
        ]
      : []),
    ...(lateUs > slowLimit.us / 2
      ? [`requests left up to ${formatUs(lateUs)} late (p99): the load process was short of CPU`]
      : []),
  ];
}

/** How versions came, and what became of those that must not be served. */
function rolloutWords({ rollOut, freshness, offers = [] }: Drilled): string[] {
  const told = offers.map(({ what, refused, answers }) =>
    refused === null
      ? `${what} was served: ${formatCount(answers)} answers came from it`
      : `${what} was refused, the old version went on: ${refused}`,
  );
  if (rollOut) told.push(rollOut.how);
  if (freshness?.cron !== undefined) told.push(`in crontab -e: ${freshness.cron}`);
  return told;
}

/** From when on an answer is slow: one line where it is the same for all. */
export function slowWords(result: DrillResult): string[] {
  const all = result.drills.flatMap(({ drill, modes }) =>
    drilledModes(modes).map(
      ([
        label,
        {
          slowLimit: { us, from },
        },
      ]) => ({
        place: `${drill} of ${label}`,
        text: `${formatUs(us)}, ${from}`,
      }),
    ),
  );
  if (new Set(all.map(({ text }) => text)).size === 1) return [all[0]?.text ?? ''];
  return all.map(({ place, text }) => `${place}: ${text}`);
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))} s`;
}
