import type { ModelCard } from '../../core/model-card.js';
import { flagOf, isFields } from './fields.js';
import type { RequestedOutput } from './infer-request.js';
import { invalid } from './oip-error.js';

/** An output that a request asks for. */
export interface OutputRequest {
  readonly name: string;
  readonly parameters: unknown;
  readonly isBinary: boolean;
}

/**
 * Chooses outputs of a model: those that a request names, in its order, or all of them where it names none.
 *
 * @param wantsBinary what holds for all of them where none is named
 * @throws OipError 400 for an unknown or repeated name and for parameters that we would have to ignore
 */
export type OutputChoice = (
  asked: readonly OutputRequest[],
  wantsBinary: boolean,
) => readonly RequestedOutput[];

export function createOutputChoice({ name: model, outputs }: ModelCard): OutputChoice {
  const all = (isBinary: boolean): readonly RequestedOutput[] =>
    outputs.map((_output, index) => ({ index, isBinary }));
  const [asJson, asBinary] = [all(false), all(true)];
  const places = new Map(outputs.map(({ name }, index) => [name, index]));

  return (asked, wantsBinary) => {
    if (asked.length === 0) return wantsBinary ? asBinary : asJson;
    const chosen = asked.map(({ name, parameters, isBinary }): RequestedOutput => {
      const index = places.get(name);
      if (index === undefined) throw invalid(`unexpected inference output '${name}' for model '${model}'`);
      refuseUnsupported(parameters);
      return { index, isBinary };
    });
    if (new Set(chosen.map(({ index }) => index)).size < chosen.length)
      throw invalid(`an output of model '${model}' is requested more than once`);
    return chosen;
  };
}

/** Reads `outputs` of a REST request. @throws OipError 400 */
export function readOutputs(outputs: unknown, wantsBinary: boolean): readonly OutputRequest[] {
  if (outputs === undefined) return [];
  if (!Array.isArray(outputs)) throw invalid("Unable to parse 'outputs': expected an array");
  return outputs.map((output: unknown) => {
    if (!isFields(output) || typeof output['name'] !== 'string')
      throw invalid("Unable to parse 'outputs': expected an array of objects with a name");
    const { name, parameters } = output;
    return { name, parameters, isBinary: flagOf(parameters, 'binary_data') ?? wantsBinary };
  });
}

/** Parameters that would change what an output holds: to ignore them is to answer something else. */
function refuseUnsupported(parameters: unknown): void {
  if (!isFields(parameters)) return;
  for (const name of ['classification', 'shared_memory_region']) {
    if (parameters[name] !== undefined) throw invalid(`the output parameter '${name}' is not supported`);
  }
}
