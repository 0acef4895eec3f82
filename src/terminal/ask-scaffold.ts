import { isCancel, multiselect, select, text } from '@clack/prompts';
import { existsSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';

import { InterruptedError } from '../base-command.js';
import { pairUp, type Materials, type Wishes } from '../scaffold/plan-scaffold.js';
import type { ModeProposal } from '../scaffold/propose-modes.js';

/*
 * What `init` asks on a terminal. Questions go to stderr, as everything that is no data.
 */

const output = process.stderr;
const OTHER = '';
const NO_FIELD = '';

export async function askModel(): Promise<string> {
  return askFile('Which model?', ['.onnx'], 'model.onnx');
}

export async function askLog(): Promise<string> {
  return askFile('Which request log?', ['.ndjson', '.jsonl', '.csv'], 'requests.ndjson');
}

export async function askName(proposed: string): Promise<string> {
  return answered(await text({ message: 'A name for model and scenario?', initialValue: proposed, output }));
}

/** Asks for the fields of every input that is not clear, and which field is the true outcome. */
export async function askWishes(materials: Materials, stated: Wishes): Promise<Wishes> {
  const label = stated.label ?? (await askLabel(materials, stated));
  let wishes: Wishes = { ...stated, label };
  for (let { open } = pairUp(materials, wishes); open[0]; { open } = pairUp(materials, wishes)) {
    const [{ input, width, candidates, nearest }] = [open[0]];
    const takes = width === undefined ? 'a list' : `${width} ${width === 1 ? 'value' : 'values'}`;
    const known = materials.log.fields.map(({ name }) => name);
    const answer = answered(
      await text({
        message: `The input "${input.name}" (${input.type}) takes ${takes}. Which fields, in the order of its columns? There are: ${candidates.join(', ')}`,
        initialValue: nearest.join(','),
        output,
        validate: (value) => fieldsProblem(splitFields(value ?? ''), known),
      }),
    );
    wishes = { ...wishes, fill: new Map([...wishes.fill, [input.name, splitFields(answer)]]) };
  }
  return wishes;
}

export async function askModes(modes: readonly ModeProposal[]): Promise<readonly string[]> {
  return answered(
    await multiselect({
      message: 'Which modes? (space to choose, return to go on)',
      options: modes.map(({ label, summary, leftOut }) => ({
        value: label,
        label,
        hint: leftOut ?? summary,
      })),
      initialValues: modes.filter(({ leftOut }) => leftOut === undefined).map(({ label }) => label),
      required: true,
      output,
    }),
  );
}

/** Asked only where a field is left that no input needs. */
async function askLabel(materials: Materials, stated: Wishes): Promise<string> {
  const { reserved, filled, open } = pairUp(materials, stated);
  const used = open.length > 0 ? [] : filled.flatMap(({ fields }) => fields.map(({ name }) => name));
  const spare = materials.log.fields
    .map(({ name }) => name)
    .filter((name) => !used.includes(name) && name !== reserved.timestamp);
  if (spare.length === 0) return 'none';
  const found = answered(
    await select({
      message: 'Which field holds the true outcome? It is never sent, and tells how accurate answers are.',
      options: [
        { value: NO_FIELD, label: 'none of them' },
        ...spare.map((name) => ({ value: name, label: name })),
      ],
      initialValue: reserved.label ?? NO_FIELD,
      output,
    }),
  );
  return found === NO_FIELD ? 'none' : found;
}

async function askFile(message: string, extensions: readonly string[], example: string): Promise<string> {
  const here = readdirSync('.').filter((file) => extensions.includes(extname(file).toLowerCase()));
  if (here.length > 0) {
    const options = [
      ...here.map((file) => ({ value: file, label: file })),
      { value: OTHER, label: 'another file' },
    ];
    const chosen = answered(await select({ message, options, output }));
    if (chosen !== OTHER) return chosen;
  }
  const validate = (value: string | undefined): string | undefined =>
    existsSync(value ?? '') ? undefined : `there is no file ${value ?? ''}`;
  return answered(await text({ message: `${message} Its path:`, placeholder: example, output, validate }));
}

function splitFields(value: string): readonly string[] {
  return value
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '');
}

function fieldsProblem(fields: readonly string[], known: readonly string[]): string | undefined {
  if (fields.length === 0) return 'expected names of fields, separated by commas';
  const unknown = fields.find((field) => !known.includes(field));
  return unknown === undefined ? undefined : `the log has no field ${unknown}`;
}

/** Ctrl-C in a question ends the command as it does elsewhere. */
function answered<T>(answer: T): Exclude<T, symbol> {
  if (isCancel(answer)) throw new InterruptedError();
  return answer as Exclude<T, symbol>;
}
