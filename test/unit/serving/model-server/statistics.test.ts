import { describe, expect, it } from 'vitest';

import { createStatistics } from '../../../../src/serving/model-server/statistics.js';

const times = { queueMs: 4, inputMs: 0.5, inferMs: 2, outputMs: 0.25 };

describe('the statistics of a model', () => {
  it('start at zero', () => {
    const zero = { count: 0, ns: 0 };
    expect(createStatistics().stats()).toEqual({
      last_inference: 0,
      inference_count: 0,
      execution_count: 0,
      inference_stats: {
        ...{ success: zero, fail: zero, queue: zero, cache_hit: zero, cache_miss: zero },
        ...{ compute_input: zero, compute_infer: zero, compute_output: zero },
      },
      batch_stats: [],
    });
  });

  it('count every request of an execution, and the execution once', () => {
    const statistics = createStatistics();
    // A batcher ran requests of 1 and 3 rows together, then one of 2 rows alone; one more was refused.
    statistics.recordExecution(4, times);
    statistics.recordSuccess(1, 7, times);
    statistics.recordSuccess(3, 8, { ...times, queueMs: 1 });
    statistics.recordExecution(2, { ...times, inferMs: 1 });
    statistics.recordSuccess(2, 3, { ...times, inferMs: 1, queueMs: 0 });
    statistics.recordFailure(0.000001);
    const stats = statistics.stats();
    expect(stats.inference_count).toBe(6);
    expect(stats.execution_count).toBe(2);
    expect(stats.inference_stats).toMatchObject({
      success: { count: 3, ns: 18e6 },
      fail: { count: 1, ns: 1 },
      queue: { count: 3, ns: 5e6 },
      compute_input: { count: 3, ns: 1.5e6 },
      compute_infer: { count: 3, ns: 5e6 },
      compute_output: { count: 3, ns: 0.75e6 },
    });
    expect(stats.batch_stats).toEqual([
      {
        batch_size: 2,
        compute_input: { count: 1, ns: 0.5e6 },
        compute_infer: { count: 1, ns: 1e6 },
        compute_output: { count: 1, ns: 0.25e6 },
      },
      {
        batch_size: 4,
        compute_input: { count: 1, ns: 0.5e6 },
        compute_infer: { count: 1, ns: 2e6 },
        compute_output: { count: 1, ns: 0.25e6 },
      },
    ]);
  });
});
