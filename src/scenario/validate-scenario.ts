import { z } from 'zod';
import type { Scenario } from '../core/scenario.js';
import { check, isMapping } from './check.js';
import { crossCheck } from './cross-checks.js';
import { warmUpMs, words } from './fields.js';
import { readGates } from './gates-section.js';
import { readLoads } from './loads-section.js';
import type { Report } from './mistakes.js';
import { isOnnx, readModel } from './model-section.js';
import { readModes, type ModeSchemas } from './modes-section.js';
import { readObjectives } from './objectives-section.js';
import { quote } from './suggest.js';
import { readTraffic } from './traffic-section.js';

/** What a document says, without the file it came from; a sweep is read apart (`sweep-section.ts`). */
export type ScenarioBody = Omit<Scenario, 'name' | 'file' | 'text' | 'sweep'>;

/** The top level: short fields are read here, sections by their own reader. */
const TOP_LEVEL = z.strictObject({
  question: words().exactOptional(),
  model: z.unknown().optional(),
  traffic: z.unknown().optional(),
  modes: z.unknown().optional(),
  loads: z.unknown().optional(),
  objectives: z.unknown().optional(),
  repeats: z.int().min(1).default(3),
  seed: z.int().default(1),
  warmUp: warmUpMs().exactOptional(),
  sweep: z.unknown().optional(),
  gates: z.unknown().optional(),
});

/**
 * Reports every mistake of a document, looking at the files that it names.
 *
 * @param folder absolute; paths of the document are relative to it.
 * @returns the scenario, or undefined where something was reported.
 */
export async function validateScenario(
  plain: unknown,
  context: { readonly folder: string; readonly modes: ModeSchemas },
  report: Report,
): Promise<ScenarioBody | undefined> {
  if (!isMapping(plain)) {
    const found = plain === null || plain === undefined ? 'nothing' : quote(plain);
    report([], `expected a mapping with at least model and modes, got ${found}`);
    return undefined;
  }
  const top = check(TOP_LEVEL, plain, [], report);
  const model = await readModel(plain['model'], context.folder, report);
  const isBareModel = isOnnx(plain['model']);
  const traffic = await readTraffic(plain['traffic'], { folder: context.folder, isBareModel }, report);
  const modes = readModes(plain['modes'], context.modes, report);
  const loads = readLoads(plain['loads'], report);
  const objectives = readObjectives(plain['objectives'], report);
  if (!top || !model || !traffic || !modes || !loads || !objectives) return undefined;
  const gates = readGates(plain['gates'], { modes, loads }, report);
  if (!gates) return undefined;
  const { question, repeats, seed, warmUp } = top;
  await crossCheck({ loads, objectives, repeats, traffic }, report);
  return {
    ...(question === undefined ? {} : { question }),
    model,
    traffic,
    modes,
    loads,
    objectives,
    repeats,
    seed,
    ...(warmUp === undefined ? {} : { warmUpMs: warmUp }),
    ...(gates.length === 0 ? {} : { gates }),
  };
}
