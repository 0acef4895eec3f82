import { describe, expect, it } from 'vitest';

import { cronLine } from '../../../../src/bench/drill/cron-line.js';

const MINUTE = 60_000;

describe('a line of a crontab', () => {
  it.each([
    [1, '* * * * *'],
    [15, '*/15 * * * *'],
    [60, '0 * * * *'],
    [120, '0 */2 * * *'],
    [720, '0 */12 * * *'],
    [1440, '15 3 * * *'],
  ])('repeats every %d minutes', (minutes, schedule) => {
    expect(cronLine(minutes * MINUTE)?.split('  ')[0]).toBe(schedule);
  });

  it.each([0.5, 7, 90, 300])('is not there for %d minutes, which cron cannot keep', (minutes) => {
    expect(cronLine(minutes * MINUTE)).toBeUndefined();
  });
});
