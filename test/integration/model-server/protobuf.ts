/*
 * Protocol buffers by hand (https://protobuf.dev/programming-guides/encoding): with them the numbers of fields in the
 * tests come from the published definitions, not from the file that the server loads.
 */
export type Field = readonly [number: number, value: bigint | number | string | boolean | Uint8Array];

/** A message; numbers are varints, bytes hold strings, messages and packed fields. */
export function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
        return Buffer.concat([varint(BigInt(number) << 3n), varint(BigInt(value))]);
      const bytes = Buffer.from(value as Uint8Array);
      return Buffer.concat([varint((BigInt(number) << 3n) | 2n), varint(BigInt(bytes.length)), bytes]);
    }),
  );
}

/** A packed repeated field of integers. */
export function packed(values: readonly (bigint | number)[]): Buffer {
  return Buffer.concat(values.map((value) => varint(BigInt(value))));
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** The fields of a message, by number, in the order in which they came. */
export interface Decoded {
  readonly numbers: (number: number) => readonly bigint[];
  readonly bytes: (number: number) => readonly Buffer[];
  readonly texts: (number: number) => readonly string[];
  readonly messages: (number: number) => readonly Decoded[];
}

export function decode(buffer: Buffer): Decoded {
  const fields: { number: number; value: bigint | Buffer }[] = [];
  let offset = 0;
  const read = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(buffer[offset++] ?? 0);
      value |= (byte & 0x7fn) << shift;
      if (byte < 0x80n) return value;
    }
  };
  while (offset < buffer.length) {
    const key = read();
    const number = Number(key >> 3n);
    if ((key & 7n) === 0n) fields.push({ number, value: read() });
    else if ((key & 7n) === 2n) {
      const length = Number(read());
      fields.push({ number, value: buffer.subarray(offset, (offset += length)) });
    } else throw new RangeError(`wire type ${key & 7n} of field ${number}`);
  }
  const of = (number: number): (bigint | Buffer)[] =>
    fields.filter((field) => field.number === number).map(({ value }) => value);
  const bytes = (number: number): Buffer[] => of(number).filter((value) => Buffer.isBuffer(value));
  return {
    // Repeated integers come packed or one by one.
    numbers: (number) => of(number).flatMap((value) => (Buffer.isBuffer(value) ? unpack(value) : [value])),
    bytes,
    texts: (number) => bytes(number).map((value) => value.toString('utf8')),
    messages: (number) => bytes(number).map(decode),
  };
}

function unpack(bytes: Buffer): bigint[] {
  const values: bigint[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      values.push(value);
      [value, shift] = [0n, 0n];
    }
  }
  return values;
}
