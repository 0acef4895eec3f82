import { minimumSamples } from '../statistics/order-statistics.js';
import type { ModeProposal } from './propose-modes.js';

export interface ScenarioParts {
  readonly name: string;
  /** Paths from the folder of the scenario. */
  readonly model: string;
  readonly log: string;
  readonly split: number;
  readonly label?: string;
  readonly timestamp?: string;
  readonly modes: readonly ModeProposal[];
  readonly rate: number;
}

/** A scenario as YAML, with what can be changed said beside it. */
export function scenarioText(parts: ScenarioParts): string {
  const { name, model, log, split, modes, rate } = parts;
  const traffic = [
    `log: ${JSON.stringify(log)}`,
    `split: ${split}`,
    ...(['label', 'timestamp'] as const).flatMap((key) =>
      parts[key] === undefined ? [] : [`${key}: ${JSON.stringify(parts[key])}`],
    ),
  ];
  const taken = modes.filter(({ leftOut }) => leftOut === undefined);
  const width = Math.max(...taken.map(({ label, options }) => label.length + options.length));
  return `${[
    '# Written by servebench init. What can be said here: README, "Scenarios"; whether it is right:',
    `# servebench scenarios check ${name}`,
    `question: ${JSON.stringify(`Which pattern serves ${name} best, at full load and at ${rate} requests a second?`)}`,
    `model: ${JSON.stringify(model)}`,
    `traffic: { ${traffic.join(', ')} } # the first ${Math.round(split * 100)}% is history, the rest is replayed`,
    'modes:',
    ...taken.map(({ label, options, summary }) => {
      const pad = ' '.repeat(width - label.length - options.length);
      return `  ${label}: ${options}${pad} # ${summary}`;
    }),
    ...modes.flatMap(({ label, leftOut }) =>
      leftOut === undefined ? [] : [`  # ${label} is left out: ${leftOut}`],
    ),
    'loads:',
    '  saturation: { kind: closed, connections: 32, duration: 1s }',
    `  steady: { kind: open, rate: ${rate}, arrivals: poisson, duration: ${steadyMs(rate)}ms }${percentileNote(rate)}`,
    'repeats: 3',
    'seed: 1',
    '# objectives: { p99: 20ms, errors: 0.1% } # what every mode must meet',
  ].join('\n')}\n`;
}

/** Above what a p99 needs, as Poisson arrivals may be some fewer. */
const ENOUGH_REQUESTS = 500;
const [SHORTEST_MS, LONGEST_MS, STEP_MS] = [1500, 10_000, 500];

/** Long enough for a p99 of each trial, but not for ever. */
function steadyMs(rate: number): number {
  const neededMs = Math.ceil((ENOUGH_REQUESTS / rate) * (1000 / STEP_MS)) * STEP_MS;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, neededMs));
}

function percentileNote(rate: number): string {
  if ((rate * steadyMs(rate)) / 1000 >= ENOUGH_REQUESTS) return '';
  const neededS = Math.ceil(ENOUGH_REQUESTS / rate);
  return ` # a p99 needs ${minimumSamples(0.99)} requests: make it ${neededS}s to compare that`;
}
