import { basename } from 'node:path';

import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { cardOfBareModel } from '../inference/bare-model.js';
import { quote, unknownWord } from '../scenario/suggest.js';
import { assignFields, type Assignment, type OpenInput } from './assign-fields.js';
import type { FieldProfile } from './field-profile.js';
import { chooseReserved, type Reserved } from './choose-reserved.js';
import { profileLog, type LogProfile } from './profile-log.js';
import { proposeFeatures } from './propose-feature.js';
import { proposeModes, TOP_ROWS, type ModeProposal } from './propose-modes.js';
import { comeAgain } from './repeated-requests.js';
import { guessMeanings } from './guess-meanings.js';
import { tryModel } from './try-model.js';

/** A graph and a log, read. */
export interface Materials {
  /** Of the graph alone. */
  readonly bare: ModelCard;
  readonly log: LogProfile;
}

/** What somebody said of how they belong together. */
export interface Wishes extends Reserved {
  /** Input -> fields, in the order of its columns. */
  readonly fill: ReadonlyMap<string, readonly string[]>;
}

/** Everything that a card and a scenario are written from. */
export interface Scaffold {
  readonly card: ModelCard;
  readonly traffic: LogTraffic;
  readonly assignments: readonly Assignment[];
  readonly modes: readonly ModeProposal[];
  /** Requests that the model answered. */
  readonly tried: number;
  /** What its outputs were taken for; undefined where the log has no labels. */
  readonly meaning?: string;
  /** Fields that fill nothing. */
  readonly unused: readonly string[];
}

const SPLIT = 0.8;

/** @throws UserError for a file that cannot be read or is of another format */
export async function readMaterials(model: string, log: string): Promise<Materials> {
  return { bare: await cardOfBareModel(model), log: await profileLog(log) };
}

/** Which fields fill which inputs, as far as that is clear. @throws UserError INPUT_UNKNOWN, FIELD_UNKNOWN, FILL_WRONG */
export function pairUp(
  { bare, log }: Materials,
  wishes: Wishes,
): { filled: readonly Assignment[]; open: readonly OpenInput[]; reserved: Reserved } {
  const inputs = bare.inputs.map(({ name }) => name);
  const known = log.fields.map(({ name }) => name);
  for (const [input, fields] of wishes.fill) {
    if (!inputs.includes(input))
      throw new UserError('INPUT_UNKNOWN', `--fill: ${unknownWord('input', input, inputs)}`);
    for (const field of fields) {
      if (!known.includes(field))
        throw new UserError('FIELD_UNKNOWN', `--fill: ${unknownWord('field', field, known)}`);
    }
  }
  const asked = [...wishes.fill.values()].flat();
  const twice = asked.find((field, index) => asked.indexOf(field) !== index);
  if (twice !== undefined)
    throw new UserError('FILL_WRONG', `--fill: the field ${quote(twice)} would fill two places`);
  const reserved = chooseReserved(log.fields, [...inputs, ...asked], wishes);
  const fields = log.fields.filter(
    ({ name }) => name !== reserved.label && (name !== reserved.timestamp || asked.includes(name)),
  );
  return { ...assignFields(bare.inputs, fields, wishes.fill), reserved };
}

/**
 * Proposes features and modes, and asks the model some requests of the log.
 * @throws UserError INPUT_UNFILLED, FIELD_UNFIT, MODEL_REFUSES
 */
export async function planScaffold(materials: Materials, wishes: Wishes, name: string): Promise<Scaffold> {
  const { bare, log } = materials;
  const { filled, open, reserved } = pairUp(materials, wishes);
  if (open.length > 0) throw unfilled(materials, open);
  const proposals = filled.flatMap(proposeFeatures);
  const problems = proposals.flatMap((proposal) => ('problem' in proposal ? [proposal.problem] : []));
  if (problems.length > 0) {
    throw new UserError(
      'FIELD_UNFIT',
      `${log.file} does not fill ${basename(bare.file)}: ${problems.join('; ')}`,
      'correct the log, or say which fields to take: --fill INPUT=FIELD,FIELD',
    );
  }
  const features = proposals.flatMap((proposal) => ('feature' in proposal ? [proposal.feature] : []));
  const traffic: LogTraffic = { kind: 'log', file: log.file, format: log.format, split: SPLIT, ...reserved };
  const plain = { ...bare, name, features };
  const tried = await tryModel(plain, traffic);
  const labels = log.fields.find((field) => field.name === reserved.label)?.values;
  const { outputs, grounds } = guessMeanings(bare.outputs, tried, labels);
  const card = { ...plain, outputs };
  const modes = proposeModes(features, await comeAgain(card, traffic, TOP_ROWS));
  const used = [...features.map((feature) => feature.name), reserved.label, reserved.timestamp];
  const unused = log.fields.map((field) => field.name).filter((field) => !used.includes(field));
  const meaning = grounds === undefined ? {} : { meaning: grounds };
  return { card, traffic, assignments: filled, modes, tried: tried.length, ...meaning, unused };
}

function unfilled({ bare, log }: Materials, open: readonly OpenInput[]): UserError {
  const sentences = open.map(({ input, width }) => {
    const takes = width === 1 ? 'one value' : `${width ?? 'any number of'} values`;
    const namesake = log.fields.find(({ name }) => name === input.name);
    const why = namesake
      ? `the field of that name does not fit (${kindWords(namesake)})`
      : 'no field of the log is clearly meant';
    return `the input "${input.name}" (${input.type}[${input.shape.join(', ')}]) takes ${takes} of each request, and ${why}`;
  });
  const fields = log.fields.map(({ name, kind }) => `${name} (${kind})`).join(', ');
  const fills = open.map(({ input, nearest }) => `--fill '${input.name}=${nearest.join(',') || 'FIELD'}'`);
  const offered = open.flatMap(({ nearest }) => nearest);
  // A field fills one place.
  const shown = new Set(offered).size === offered.length ? fills : fills.slice(0, 1);
  return new UserError(
    'INPUT_UNFILLED',
    `${log.file} does not fill ${basename(bare.file)}: ${sentences.join('; ')}. Fields of the log: ${fields}`,
    `say which, in the order of the columns: ${shown.join(' ')}`,
  );
}

function kindWords({ kind, elements, odd }: FieldProfile): string {
  if (kind === 'mixed') return `numbers and other values, mixed${odd ? `, from line ${odd.line} on` : ''}`;
  return kind === 'array' ? `lists of ${elements ?? 'different numbers of'} values` : kind;
}
