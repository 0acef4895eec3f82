import { SOURCES, type Source } from '../../core/answer.js';

/** Counters of one application process, in the Prometheus text format (version 0.0.4). */
export interface Metrics {
  count(source: Source): void;
  countError(status: number): void;
  render(): Promise<string>;
}

/** Nothing runs between two scrapes: the event-loop lag is taken when it is asked for, as prom-client does. */
export function createMetrics(): Metrics {
  const bySource = Object.fromEntries(SOURCES.map((source) => [source, 0])) as Record<Source, number>;
  const errors = new Map<number, number>();
  return {
    count: (source) => {
      bySource[source]++;
    },
    countError: (status) => {
      errors.set(status, (errors.get(status) ?? 0) + 1);
    },
    render: async () => {
      const lagSeconds = await eventLoopLag();
      const { rss, heapUsed, external } = process.memoryUsage();
      return [
        '# HELP servebench_requests_total Requests answered, by source of the answer.',
        '# TYPE servebench_requests_total counter',
        ...SOURCES.map((source) => `servebench_requests_total{source="${source}"} ${bySource[source]}`),
        '# HELP servebench_request_errors_total Requests refused, by HTTP status.',
        '# TYPE servebench_request_errors_total counter',
        ...[...errors].map(
          ([status, count]) => `servebench_request_errors_total{status="${status}"} ${count}`,
        ),
        '# HELP nodejs_eventloop_lag_seconds Lag of the event loop at this scrape.',
        '# TYPE nodejs_eventloop_lag_seconds gauge',
        `nodejs_eventloop_lag_seconds ${lagSeconds}`,
        '# HELP process_resident_memory_bytes Resident memory size.',
        '# TYPE process_resident_memory_bytes gauge',
        `process_resident_memory_bytes ${rss}`,
        '# HELP nodejs_heap_size_used_bytes Used JavaScript heap.',
        '# TYPE nodejs_heap_size_used_bytes gauge',
        `nodejs_heap_size_used_bytes ${heapUsed}`,
        '# HELP nodejs_external_memory_bytes Memory of buffers outside the heap.',
        '# TYPE nodejs_external_memory_bytes gauge',
        `nodejs_external_memory_bytes ${external}`,
        '',
      ].join('\n');
    },
  };
}

function eventLoopLag(): Promise<number> {
  const started = process.hrtime.bigint();
  return new Promise((resolve) => {
    setImmediate(() => resolve(Number(process.hrtime.bigint() - started) / 1e9));
  });
}
