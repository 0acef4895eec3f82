import { expect, it } from 'vitest';
import { BASE, load, mistakesOf } from './workspace.js';

it('reads latencies as microseconds and the rest as numbers', async () => {
  const text = `${BASE}objectives:
  p50: 500us
  p90: 1ms
  p95: 1.5ms
  p99: 20ms
  p999: 1s
  errors: 0.1%
  throughput: 100.5
  coverage: 0.9
`;
  expect((await load(text)).objectives).toEqual({
    latencyUs: { p50: 500, p90: 1000, p95: 1500, p99: 20_000, p999: 1_000_000 },
    errors: 0.001,
    throughputRps: 100.5,
    coverage: 0.9,
  });
});

it.each([
  ['p99: 20', '.p99: 20 has no unit; expected a duration such as 500ms, 5s or 2m'],
  ['p98: 20ms', '.p98: unknown key "p98" (did you mean "p90"?)'],
  ['errors: 5', '.errors: expected a share from 0 to 1, got 5 (for 5 percent write 5%)'],
  ['throughput: 0', '.throughput: expected more than 0, got 0'],
  ['coverage: 101%', '.coverage: expected at most 100%, got "101%"'],
])('refuses %s', async (line, mistake) => {
  expect(await mistakesOf(`${BASE}objectives:\n  ${line}\n`)).toEqual([`x.yaml:5: objectives${mistake}`]);
});
