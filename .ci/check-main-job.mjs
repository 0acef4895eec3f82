// The result of the main job in CI: every mode measured, same predictions, the coverage that is known beforehand.
import { readFileSync } from 'node:fs';

const { modes } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const wrong = [];
for (const label of ['null', 'embedded', 'microservice', 'precomputed', 'model-as-data']) {
  const mode = modes[label];
  if (mode?.status !== 'measured') wrong.push(`${label} was not measured`);
  else if (mode.parity.mismatches > 0) wrong.push(`${label} differs from the model`);
  else if (!Object.values(mode.loads).every(({ latencyUs }) => latencyUs.p50 > 0))
    wrong.push(`${label} has no latency`);
}
if (modes.embedded?.coverage.requests !== 1) wrong.push('embedded does not cover every request');
if (!(modes.precomputed?.coverage.requests < 1)) wrong.push('precomputed covers unseen requests');
for (const line of wrong) console.error(line);
process.exit(wrong.length === 0 ? 0 : 1);
