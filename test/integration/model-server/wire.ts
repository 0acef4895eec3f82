/*
 * A reference for what goes over the wire, written from the protocol's text alone: it shares no code with the server.
 * Values are what a datatype means: bigint for every integer, number for floats, boolean, string.
 */
export type Datatype =
  | 'BOOL'
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'FP16'
  | 'FP32'
  | 'FP64'
  | 'BYTES';
export type Value = bigint | number | boolean | string;

export interface WireTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly values: readonly Value[];
}

const SIZES: Readonly<Record<Exclude<Datatype, 'BYTES'>, number>> = {
  ...{ BOOL: 1, INT8: 1, INT16: 2, INT32: 4, INT64: 8, UINT8: 1, UINT16: 2, UINT32: 4, UINT64: 8 },
  ...{ FP16: 2, FP32: 4, FP64: 8 },
};

export function toBytes(datatype: Datatype, values: readonly Value[]): Buffer {
  return Buffer.concat(values.map((value) => elementBytes(datatype, value)));
}

function elementBytes(datatype: Datatype, value: Value): Buffer {
  if (datatype === 'BYTES') {
    const text = Buffer.from(String(value), 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return Buffer.concat([length, text]);
  }
  const bytes = Buffer.alloc(SIZES[datatype]);
  if (datatype === 'FP32') bytes.writeFloatLE(Number(value));
  else if (datatype === 'FP64') bytes.writeDoubleLE(Number(value));
  else if (datatype === 'FP16') bytes.writeUInt16LE(halfBits(Number(value)));
  else {
    // Two's complement, byte by byte.
    let rest = BigInt.asUintN(64, BigInt(value));
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }
  return bytes;
}

export function fromBytes(datatype: Datatype, bytes: Buffer): Value[] {
  const values: Value[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (datatype === 'BYTES') {
      const end = offset + 4 + bytes.readUInt32LE(offset);
      values.push(bytes.toString('utf8', offset + 4, end));
      offset = end;
    } else {
      values.push(element(datatype, bytes.subarray(offset, offset + SIZES[datatype])));
      offset += SIZES[datatype];
    }
  }
  return values;
}

function element(datatype: Exclude<Datatype, 'BYTES'>, bytes: Buffer): Value {
  if (datatype === 'FP32') return bytes.readFloatLE();
  if (datatype === 'FP64') return bytes.readDoubleLE();
  if (datatype === 'FP16') return halfValue(bytes.readUInt16LE());
  const unsigned = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (datatype === 'BOOL') return unsigned === 1n;
  return datatype.startsWith('U') ? unsigned : BigInt.asIntN(8 * bytes.length, unsigned);
}

/** Every half is a float, so its value is found by the definition of the format. */
export function halfValue(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7c00) / 0x400;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return (sign * fraction) / 2 ** 24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const HALVES = new Map<number, number>();
/** Bits of a number that is a half exactly. */
function halfBits(value: number): number {
  if (HALVES.size === 0) for (let bits = 0; bits < 0x10000; bits++) HALVES.set(halfValue(bits), bits);
  if (Object.is(value, -0)) return 0x8000;
  const bits = HALVES.get(value);
  if (bits === undefined) throw new RangeError(`${value} is not a half`);
  return value === 0 ? 0 : bits;
}

/** JSON of one element; integers with all their digits, which `JSON.stringify` cannot write. */
function elementJson(value: Value): string {
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

/** `data` of a tensor: flat, or nested as its shape. */
export function dataJson({ shape, values }: WireTensor, isNested: boolean): string {
  if (!isNested || shape.length < 2) return `[${values.map(elementJson).join(',')}]`;
  const [outer = 0, ...inner] = shape;
  const width = values.length / outer;
  const rows = Array.from({ length: outer }, (_row, row) =>
    dataJson(
      { name: '', datatype: 'BYTES', shape: inner, values: values.slice(row * width, (row + 1) * width) },
      true,
    ),
  );
  return `[${rows.join(',')}]`;
}

/** Elements of `data` in the text of a response. Each is read from its own digits, so that no integer is rounded. */
export function readJsonData(datatype: Datatype, text: string): Value[] {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|true|false|null|-?[\d.eE+-]+/g) ?? [];
  return tokens.map((token) => {
    if (datatype === 'BYTES' || datatype === 'BOOL') return JSON.parse(token) as Value;
    return datatype.startsWith('FP') ? Number(token) : BigInt(token);
  });
}
