import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { field, FLOAT, INT64, node, onnxModel, STRING, valueInfo } from '../../onnx-model.js';

type Kind = 'float' | 'int64' | 'string';
const KINDS: Readonly<Record<Kind, number>> = { float: FLOAT, int64: INT64, string: STRING };

/** A graph that gives every input back, for the inputs `name -> [type, ...dimensions]`. */
export function echoModel(inputs: Readonly<Record<string, readonly [Kind, ...(number | string)[]]>>): Buffer {
  const all = Object.entries(inputs);
  return onnxModel([
    ...all.map(([name]) => field(1, node('Identity', [name], `${name}_out`))),
    field(2, 'echo'),
    ...all.map(([name, [kind, ...shape]]) => field(11, valueInfo(name, shape, KINDS[kind]))),
    ...all.map(([name, [kind, ...shape]]) => field(12, valueInfo(`${name}_out`, shape, KINDS[kind]))),
  ]);
}

export interface Desk {
  readonly folder: string;
  /** @returns the path of what was written */
  put(name: string, content: string | Buffer): string;
  remove(): void;
}

export function desk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'servebench-scaffold-'));
  return {
    folder,
    put: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export function ndjson(records: readonly Readonly<Record<string, unknown>>[]): string {
  return `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
}
