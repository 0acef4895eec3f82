import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';

import { checkBudget, checkDisk } from '../../../src/precompute/budget.js';

const ESTIMATE = { rows: 64_000_000, bytes: 1_152_000_000, seconds: 300 };

describe('a budget', () => {
  it('lets through what is within it', () => {
    expect(() => checkBudget('clicks', ESTIMATE, { maxBytes: 2e9 })).not.toThrow();
    expect(() => checkBudget('clicks', ESTIMATE, { maxBytes: 2e9, maxRows: 64_000_000 })).not.toThrow();
  });

  it.each([
    [{ maxBytes: 1e9 }, '--max-bytes 1.0 GB'],
    [{ maxBytes: 2e9, maxRows: 1_000_000 }, '--max-rows 1,000,000'],
  ])('refuses what is beyond it, with all numbers and the limit', (budget, limit) => {
    expect(() => checkBudget('clicks', ESTIMATE, budget)).toThrow(
      expect.objectContaining({
        code: 'TABLE_TOO_LARGE',
        message: `the table clicks would have 64,000,000 rows, about 1.2 GB, and take about 5 min: above ${limit}`,
        next: expect.stringContaining('--keys top:N'),
      }),
    );
  });

  it('of the disk is looked at, where there is one', async () => {
    await checkDisk('clicks', tmpdir(), 1);
    await checkDisk('clicks', '/no/such/folder', 1e18);
    await expect(checkDisk('clicks', tmpdir(), 1e18)).rejects.toMatchObject({ code: 'DISK_TOO_SMALL' });
  });
});
