import type { Result } from '../../result/contract.js';
import type { Paint } from './paint.js';
import { flow, hang, oneLine } from './text.js';

const SEPARATOR = ' · ';

/** What was run, on what: the scenario with its question, then the facts that a figure depends on. */
export function headingLines({ run, modes }: Result, width: number, paint: Paint): string[] {
  const loads = new Set(Object.values(modes).flatMap((mode) => Object.keys(mode.loads))).size;
  const facts = [
    modelName(run),
    `${countOf(run.repeats, 'repeat')} x ${countOf(loads, 'load')}`,
    `seed ${run.seed}`,
    `run ${run.id}`,
    ...(run.status === 'finished' ? [] : [run.status.toUpperCase()]),
    machineName(run),
  ];
  return [...questionLines(run, width, paint), ...flow(facts, width, SEPARATOR)];
}

/** Facts that all runs of a sweep share. */
export function sweepHeadingLines(runs: readonly Result[], width: number, paint: Paint): string[] {
  const [first] = runs;
  if (!first) return [];
  const { run } = first;
  const facts = [
    modelName(run),
    `${countOf(run.repeats, 'repeat')} a value`,
    `seed ${run.seed}`,
    machineName(run),
  ];
  return [...questionLines(run, width, paint), ...flow(facts, width, SEPARATOR)];
}

function questionLines({ scenario, question }: Result['run'], width: number, paint: Paint): string[] {
  const name = oneLine(scenario);
  if (question === undefined) return hang('', name, width).map((line) => paint('title', line));
  const [first = '', ...rest] = hang('', `${name}: ${oneLine(question)}`, width);
  return [paint('title', first.slice(0, name.length)) + first.slice(name.length), ...rest];
}

function modelName({ model }: Result['run']): string {
  return `${oneLine(model.name)}@${model.sha256.slice(0, 12)}`;
}

function machineName({ environment: { cpuModel, cores, node } }: Result['run']): string {
  const cpu = oneLine(cpuModel.replace(/\((R|TM|C)\)/gi, ''));
  return `${cpu === '' ? 'unknown CPU' : cpu}, ${countOf(cores, 'core')}, Node ${node.replace(/^v/, '')}`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
