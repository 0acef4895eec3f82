import { rowShape, type Feature, type TensorSpec } from '../core/model-card.js';
import { INTEGER_RANGES } from '../inference/element-types.js';
import { quote } from '../scenario/suggest.js';
import { counted } from './counted.js';
import { widthOf, type Assignment } from './assign-fields.js';
import { MOST_VALUES, type FieldProfile } from './field-profile.js';

export type Proposal = { readonly feature: Feature } | { readonly problem: string };

/** The features that an input is filled by, or what is wrong with a field, one sentence each. */
export function proposeFeatures({ input, fields }: Assignment): readonly Proposal[] {
  const isAlone = fields.length === 1;
  const width = widthOf(input);
  const isWhole = isAlone && (fields[0]?.kind === 'array' || width === 1);
  if (!isWhole && fields.length !== width) {
    const names = fields.map(({ name }) => name).join(', ');
    return [
      {
        problem: `the input "${input.name}" takes ${width ?? 'a list of any number of'} values, not ${fields.length} (${names})`,
      },
    ];
  }
  return fields.map((field, column) => {
    const problem = missingProblem(field) ?? kindProblem(field, input);
    return problem === undefined ? proposeFeature(field, input, column, isAlone) : { problem };
  });
}

function proposeFeature(field: FieldProfile, input: TensorSpec, column: number, isAlone: boolean): Proposal {
  const { name, kind, values } = field;
  const place = { name, input: input.name };
  const holds = `the input "${input.name}" holds ${input.type}`;
  if (isAlone && (kind === 'array' || ['string', 'bool'].includes(input.type))) {
    if (input.type === 'string' && kind !== 'text' && kind !== 'array' && !field.isCell)
      return { problem: `the field "${name}" is no text (${kind}), but ${holds}` };
    return { feature: { ...place, type: 'tensor', shape: rowShape(input) } };
  }
  if (input.type === 'string' || input.type === 'bool') {
    return { problem: `${holds}, which only one field can fill: log it as a list in one field` };
  }
  if (kind === 'integer') {
    const { min = 0, max = 0 } = field;
    return { feature: { ...place, type: 'integer', column, min, max } };
  }
  if (kind === 'number') {
    if (INTEGER_RANGES[input.type])
      return { problem: `the field "${name}" ${fractionWords(field)}, but ${holds}` };
    return { feature: { ...place, type: 'number', column } };
  }
  const odd = field.odd ? `, but ${quote(field.odd.value)} on line ${field.odd.line}` : '';
  if (field.isNumberText)
    return { problem: `the field "${name}" holds numbers as texts, but ${holds}: log them as numbers` };
  if (field.isMostlyNumbers)
    return { problem: `the field "${name}" holds mostly numbers${odd}, and ${holds}` };
  if (values === undefined) {
    return {
      problem: `the field "${name}" has more than ${MOST_VALUES.toLocaleString('en')} different texts, too many for a vocabulary`,
    };
  }
  return { feature: { ...place, type: 'categorical', column, vocabulary: values } };
}

function missingProblem({ name, missing, firstMissing }: FieldProfile): string | undefined {
  if (missing === 0) return undefined;
  const where = firstMissing === undefined ? '' : `, the first on line ${firstMissing}`;
  return `the field "${name}" is missing or null in ${counted(missing, 'record')}${where}`;
}

function fractionWords({ min, max, odd }: FieldProfile): string {
  const first = odd ? `, the first on line ${odd.line}` : '';
  // A cell keeps the digits that a number has lost.
  return Number.isInteger(Number(odd?.value))
    ? `holds whole numbers too large to be read exactly${first}`
    : `has fractions (${min} to ${max}${first})`;
}

function kindProblem({ name, kind, elements, odd }: FieldProfile, input: TensorSpec): string | undefined {
  if (kind === 'mixed')
    return `the field "${name}" holds values of different kinds${odd ? `, first on line ${odd.line}` : ''}`;
  if (kind === 'object') return `the field "${name}" is an object, which no feature can hold`;
  if (kind === 'array' && elements === undefined && widthOf(input) !== undefined)
    return `the lists in the field "${name}" differ in length, so they are not one tensor`;
  return undefined;
}
