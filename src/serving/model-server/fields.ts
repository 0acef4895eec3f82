import { invalid } from './oip-error.js';

/** A JSON object whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A boolean of `parameters`. Parameters that we do not know are tolerated, as the protocol wants.
 *
 * @throws OipError 400 where it is something else
 */
export function flagOf(parameters: unknown, name: string): boolean | undefined {
  if (parameters === undefined) return undefined;
  if (!isFields(parameters)) throw invalid("Unable to parse 'parameters': expected an object");
  const flag = parameters[name];
  if (flag !== undefined && typeof flag !== 'boolean')
    throw invalid(`Unable to parse '${name}': expected true or false`);
  return flag;
}
