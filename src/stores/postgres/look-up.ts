import type pg from 'pg';

import type { Key, TableInfo, Value } from '../prediction-store.js';

/** The values of some keys, in their order. */
export type LookUp = (client: pg.Client, keys: readonly Key[]) => Promise<readonly (Value | undefined)[]>;

/** Named, so prepared, statements on each connection: one for a single key, which is a fifth faster, one for several. */
export function createLookUp(rows: string, { schema }: Pick<TableInfo, 'schema'>): LookUp {
  const isInteger = schema.key === 'integer';
  const one = `SELECT value FROM ${rows} WHERE key = $1`;
  const several = `SELECT key, value FROM ${rows} WHERE key = ANY($1::${isInteger ? 'bigint' : 'bytea'}[])`;
  const nameOf = (key: Key | string): string =>
    key instanceof Uint8Array ? Buffer.from(key).toString('latin1') : String(key);
  return async (client, keys) => {
    const [first] = keys;
    if (keys.length === 1 && first !== undefined) {
      const values = [parameterOf(first)];
      const { rows: found } = await client.query<[Value]>({
        name: 'one',
        text: one,
        values,
        rowMode: 'array',
      });
      return [found[0]?.[0]];
    }
    const values = [isInteger ? `{${keys.join(',')}}` : keys.map(parameterOf)];
    const { rows: found } = await client.query<[string | Buffer, Value]>({
      ...{ name: 'several', text: several, values },
      rowMode: 'array',
    });
    const valueOf = new Map(found.map(([key, value]) => [nameOf(key), value]));
    return keys.map((key) => valueOf.get(nameOf(key)));
  };
}

/** As a parameter of a statement: bytes as bytea, numbers as text. */
export function parameterOf(part: Key | Value): string | Buffer {
  return part instanceof Uint8Array
    ? Buffer.from(part.buffer, part.byteOffset, part.byteLength)
    : String(part);
}
