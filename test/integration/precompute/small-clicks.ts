import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Values of `campaign` that are kept: 60 x 5 x 24 x 12 combinations of the other features. */
export const ROWS_PER_CAMPAIGN = 86_400;

/**
 * Writes the click model with fewer campaigns, and a scenario that uses it. @returns the scenario
 * @param change makes another model of it that answers the same
 */
export function writeClicks(folder: string, campaigns: number, { change = false } = {}): string {
  mkdirSync(join(folder, 'clicks'), { recursive: true });
  const graph = readFileSync('models/clicks/model.onnx');
  // Field 6 of a ModelProto is its doc string; a later one takes the place of an earlier one.
  const bytes = change ? Buffer.concat([graph, Buffer.of(0x32, 1, 0x41)]) : graph;
  writeFileSync(join(folder, 'clicks', 'model.onnx'), bytes);
  const names = readFileSync('models/clicks/vocabulary/campaign.txt', 'utf8').split('\n').slice(0, campaigns);
  const card = readFileSync('models/clicks/model.yaml', 'utf8')
    .replace(/vocabulary: \{ file: .*/, `vocabulary: ${JSON.stringify(names)}`)
    .replace(/sha256: [0-9a-f]{64}/, `sha256: ${createHash('sha256').update(bytes).digest('hex')}`);
  writeFileSync(join(folder, 'clicks', 'model.yaml'), card);
  const scenario = join(folder, 'clicks.yaml');
  writeFileSync(
    scenario,
    [
      'model: clicks',
      'traffic: { generator: zipf, requests: 2000, history: 20000, unseen: 0.05 }',
      'modes: { precomputed: { keys: full } }',
      'loads: { saturation: { kind: closed, connections: 4, duration: 500ms } }',
      'repeats: 1',
      'warmUp: 100ms',
    ].join('\n'),
  );
  return scenario;
}
