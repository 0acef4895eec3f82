/*
 * The few things that are done to an ONNX file without the runtime. It is a protobuf: a sequence of fields, each a tag
 * (number << 3 | wire type) and what the wire type says. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */

/** Fields on the way to the weights of a graph. */
const MODEL = { graph: 7, metadata: 14 } as const;
const GRAPH = { node: 1, initializer: 5 } as const;
const NODE = { attribute: 5 } as const;
const ATTRIBUTE = { tensor: 5, floats: 7 } as const;
const TENSOR = { dataType: 2, floatData: 4, rawData: 9 } as const;
const ENTRY = { key: 1, value: 2 } as const;

const FLOAT = 1;
const FLOAT_BYTES = 4;
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

interface Field {
  readonly number: number;
  /** Of a varint. */
  readonly value: number;
  /** Where its content is, in the file. */
  readonly start: number;
  readonly end: number;
}

/** The same model with one more entry of metadata: other bytes, the same predictions. */
export function withMetadata(model: Uint8Array, key: string, value: string): Uint8Array {
  const entry = Buffer.concat([textField(ENTRY.key, key), textField(ENTRY.value, value)]);
  return Buffer.concat([model, bytesField(MODEL.metadata, entry)]);
}

/**
 * The same graph with the sign of its largest tensor of floats turned: it loads, and answers something else.
 *
 * @returns undefined where the graph has no floats to turn
 */
export function withNegatedWeights(model: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(model);
  const [graph] = fieldsOf(bytes, 0, bytes.length).filter(({ number }) => number === MODEL.graph);
  if (!graph) return undefined;
  const tensors = weightsOf(bytes, graph);
  const sizeOf = (ranges: readonly Field[]): number =>
    ranges.reduce((sum, { start, end }) => sum + end - start, 0);
  const [largest = []] = tensors.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  if (sizeOf(largest) === 0) return undefined;
  for (const { start, end } of largest) {
    // The last of the four little-endian bytes has the sign.
    for (let sign = start + FLOAT_BYTES - 1; sign < end; sign += FLOAT_BYTES)
      bytes[sign] = (bytes[sign] ?? 0) ^ 0x80;
  }
  return bytes;
}

/** Where the floats are: of each initializer, of each attribute that holds a tensor or a list of floats. */
function weightsOf(bytes: Buffer, graph: Field): (readonly Field[])[] {
  const inner = (field: Field, number: number): Field[] =>
    fieldsOf(bytes, field.start, field.end).filter((candidate) => candidate.number === number);
  const attributes = inner(graph, GRAPH.node).flatMap((node) => inner(node, NODE.attribute));
  const tensors = [
    ...inner(graph, GRAPH.initializer),
    ...attributes.flatMap((attribute) => inner(attribute, ATTRIBUTE.tensor)),
  ].filter((tensor) => inner(tensor, TENSOR.dataType)[0]?.value === FLOAT);
  return [
    ...tensors.map((tensor) => [...inner(tensor, TENSOR.rawData), ...inner(tensor, TENSOR.floatData)]),
    ...attributes.map((attribute) => inner(attribute, ATTRIBUTE.floats)),
  ];
}

/** @throws Error where this is no protobuf */
function fieldsOf(bytes: Buffer, start: number, end: number): Field[] {
  const fields: Field[] = [];
  let at = start;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || at > end) throw new Error('the file is no ONNX model');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < end) {
    const tag = varint();
    const wire = tag % 8;
    const value = wire === WIRE.varint || wire === WIRE.bytes ? varint() : 0;
    const length = wire === WIRE.bytes ? value : wire === WIRE.fixed32 ? 4 : wire === WIRE.fixed64 ? 8 : 0;
    fields.push({ number: Math.floor(tag / 8), value, start: at, end: at + length });
    at += length;
  }
  return fields;
}

function textField(number: number, text: string): Buffer {
  return bytesField(number, Buffer.from(text));
}

function bytesField(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + WIRE.bytes, ...varintOf(content.length)]), content]);
}

function varintOf(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varintOf(Math.floor(value / 128))];
}
