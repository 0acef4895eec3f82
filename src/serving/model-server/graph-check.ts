import { isBatchable, type ModelCard, type TensorSpec, type TensorType } from '../../core/model-card.js';
import { elementCount, type TensorData, type TensorElements } from '../../inference/tensor-data.js';
import { isCarriedText } from '../../inference/text-element.js';
import { OIP_DATATYPES } from '../oip/datatypes.js';
import { ElementError } from '../oip/element-error.js';
import { invalid, type OipError } from './oip-error.js';

/** A tensor as a request describes it, before its elements are read. */
export interface TensorHead {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** Reads the elements of an input whose head fits the graph: `count` of them. */
export type ReadElements = (type: TensorType, count: number) => TensorElements;

/**
 * Holds the inputs of one request against the graph, in the words that Triton uses where it has some.
 * `add` takes them in the order of the request, `finish` gives them in the order of the card.
 */
export interface InputCheck {
  /** @throws OipError 400 for an unknown or repeated name, a wrong datatype, shape or element */
  add(head: TensorHead, read: ReadElements): void;
  /** @throws OipError 400 where an input is missing or the batch sizes differ */
  finish(): { readonly inputs: readonly TensorData[]; readonly rows: number };
}

export function createGraphCheck(card: ModelCard): () => InputCheck {
  const batchable = isBatchable(card);
  const places = new Map(card.inputs.map(({ name }, index) => [name, index]));
  return () => {
    const inputs: (TensorData | undefined)[] = card.inputs.map(() => undefined);
    return {
      add: (head, read) => {
        const place = places.get(head.name);
        if (place === undefined)
          throw invalid(`unexpected inference input '${head.name}' for model '${card.name}'`);
        if (inputs[place]) throw invalid(`input '${head.name}' already exists in request`);
        inputs[place] = readTensor(card, card.inputs[place] as TensorSpec, head, read);
      },
      finish: () => {
        if (inputs.includes(undefined)) throw missingInputs(card, inputs);
        const found = inputs as readonly TensorData[];
        return { inputs: found, rows: batchable ? batchSize(card, found) : 1 };
      },
    };
  };
}

function readTensor(
  { name: model }: ModelCard,
  { name, type, shape }: TensorSpec,
  head: TensorHead,
  read: ReadElements,
): TensorData {
  if (head.datatype !== OIP_DATATYPES[type]) {
    throw invalid(
      `inference input '${name}' data-type is '${head.datatype}', but model '${model}' expects '${OIP_DATATYPES[type]}'`,
    );
  }
  if (!fits(shape, head.shape)) {
    const expected = shape.map((size) => (typeof size === 'string' ? -1 : size)).join(',');
    throw invalid(
      `unexpected shape for input '${name}' for model '${model}'. Expected [${expected}], got [${head.shape.join(',')}]`,
    );
  }
  let data: TensorElements;
  try {
    data = read(type, elementCount(head.shape));
  } catch (error) {
    if (!(error instanceof ElementError)) throw error;
    throw invalid(`Unable to parse 'data' of input '${name}' for model '${model}': ${error.message}`);
  }
  if (type === 'string' && !(data as readonly string[]).every(isCarriedText)) {
    throw invalid(
      `input '${name}' for model '${model}' has a string with a NUL or half a surrogate pair, which ONNX Runtime cannot take`,
    );
  }
  return { type, shape: head.shape, data };
}

function fits(spec: TensorSpec['shape'], shape: readonly number[]): boolean {
  if (spec.length !== shape.length) return false;
  for (let axis = 0; axis < spec.length; axis++) {
    if (typeof spec[axis] === 'number' && spec[axis] !== shape[axis]) return false;
  }
  return true;
}

function batchSize({ name: model, inputs: specs }: ModelCard, inputs: readonly TensorData[]): number {
  const rows = inputs[0]?.shape[0] ?? 1;
  for (const [index, { shape }] of inputs.entries()) {
    if (shape[0] !== rows)
      throw invalid(
        `input '${specs[index]?.name}' batch size does not match other inputs for '${model}': ${shape[0]} and ${rows}`,
      );
  }
  if (rows < 1) throw invalid(`inference request batch-size must be >= 1 for '${model}'`);
  return rows;
}

function missingInputs({ name, inputs: specs }: ModelCard, inputs: readonly unknown[]): OipError {
  const quoted = (isThere: boolean): string =>
    specs
      .filter((_spec, index) => (inputs[index] !== undefined) === isThere)
      .map((spec) => `'${spec.name}'`)
      .join(',');
  const count = inputs.filter((input) => input !== undefined).length;
  return invalid(
    `expected ${specs.length} inputs but got ${count} inputs for model '${name}'. Got inputs [${quoted(true)}], ` +
      `but missing required inputs [${quoted(false)}]. Please provide all required inputs.`,
  );
}
