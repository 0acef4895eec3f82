import { z } from 'zod';
import {
  OUTPUT_MEANINGS,
  rowShape,
  TENSOR_TYPES,
  type OutputSpec,
  type TensorSpec,
} from '../core/model-card.js';
import { check } from './check.js';
import { words } from './fields.js';
import type { Report } from './mistakes.js';
import { quote } from './suggest.js';

/** A size, or the name of a dimension that the graph leaves open. */
export const shape = () =>
  z.array(
    z.union([z.int().min(1), words()], {
      error: ({ input }) => `expected a size of at least 1 or a name such as batch, got ${quote(input)}`,
    }),
  );

/** YAML reads `0` and `true` as number and boolean; as class labels and vocabulary values their text counts. */
export const label = () => z.union([z.string(), z.number(), z.boolean()]).transform(String);

const tensor = { name: words(), type: z.enum(TENSOR_TYPES), shape: shape() };
const INPUTS = z.array(z.strictObject(tensor)).min(1);
const OUTPUTS = z
  .array(
    z.strictObject({
      ...tensor,
      meaning: z.enum(OUTPUT_MEANINGS).exactOptional(),
      classes: z.array(label()).min(1).exactOptional(),
    }),
  )
  .min(1);

/** Reads `inputs:` of a model card. */
export function readInputs(raw: unknown, report: Report): TensorSpec[] | undefined {
  const inputs = check(INPUTS, raw, ['inputs'], report);
  if (inputs) reportRepeatedNames('inputs', inputs, report);
  return inputs;
}

/** Reads `outputs:` of a model card. */
export function readOutputs(raw: unknown, report: Report): OutputSpec[] | undefined {
  const outputs = check(OUTPUTS, raw, ['outputs'], report);
  if (!outputs) return undefined;
  reportRepeatedNames('outputs', outputs, report);
  for (const [index, output] of outputs.entries()) {
    const width = rowElements(output);
    const { meaning, classes } = output;
    if (meaning !== 'class-probabilities' || !classes || !width || width === classes.length) continue;
    const found = `found ${classes.length}`;
    report(
      ['outputs', index, 'classes'],
      `expected ${width} classes, one for each element of the output, ${found}`,
    );
  }
  return outputs;
}

/** Elements of one request's row of a tensor, or undefined where the graph leaves a dimension open. */
export function rowElements(spec: TensorSpec): number | undefined {
  const sizes = rowShape(spec);
  if (!sizes.every((size) => typeof size === 'number')) return undefined;
  return sizes.reduce((product, size) => product * size, 1);
}

/** Reports every entry of a list whose name an earlier one has. */
export function reportRepeatedNames(
  section: string,
  entries: readonly ({ readonly name: string } | undefined)[],
  report: Report,
): void {
  for (const [index, entry] of entries.entries()) {
    const first = entries.findIndex((other) => other?.name === entry?.name);
    if (!entry || first === index) continue;
    report([section, index, 'name'], `duplicate name ${quote(entry.name)} (first at ${section}.${first})`);
  }
}
