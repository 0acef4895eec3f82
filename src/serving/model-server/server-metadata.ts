import { createRequire } from 'node:module';

/** The server metadata of the protocol. */
export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

export function serverMetadata(): ServerMetadata {
  const { version } = createRequire(import.meta.url)('../../../package.json') as { version: string };
  return {
    name: 'servebench',
    version,
    extensions: ['binary_tensor_data', 'statistics', 'model_repository', 'parameters'],
  };
}
