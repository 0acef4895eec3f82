import { MODEL_VERSION, type ServedModel } from './served-model.js';
import type { ModelStats } from './statistics.js';

interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly of: (stats: ModelStats, model: ServedModel) => number;
}

const microseconds = (ns: number): number => Math.round(ns / 1000);

/** Names and units are Triton's, so that its dashboards read them. */
const PER_MODEL: readonly Family[] = [
  {
    name: 'nv_inference_request_success',
    type: 'counter',
    help: 'Number of successful inference requests, all batch sizes',
    of: ({ inference_stats: { success } }) => success.count,
  },
  {
    name: 'nv_inference_request_failure',
    type: 'counter',
    help: 'Number of failed inference requests, all batch sizes',
    of: ({ inference_stats: { fail } }) => fail.count,
  },
  {
    name: 'nv_inference_count',
    type: 'counter',
    help: 'Number of inferences performed: a batch of n counts n',
    of: (stats) => stats.inference_count,
  },
  {
    name: 'nv_inference_exec_count',
    type: 'counter',
    help: 'Number of model executions performed',
    of: (stats) => stats.execution_count,
  },
  {
    name: 'nv_inference_pending_request_count',
    type: 'gauge',
    help: 'Inference requests that are not answered yet',
    of: (_stats, model) => model.pending(),
  },
  ...(
    [
      ['request', 'success'],
      ['queue', 'queue'],
      ['compute_input', 'compute_input'],
      ['compute_infer', 'compute_infer'],
      ['compute_output', 'compute_output'],
    ] as const
  ).map(([word, stat]): Family => ({
    name: `nv_inference_${word}_duration_us`,
    type: 'counter',
    help: `Cumulative ${word.replace('_', ' ')} duration of successful requests in microseconds`,
    of: ({ inference_stats }) => microseconds(inference_stats[stat].ns),
  })),
];

/** The state of a model server in the Prometheus text format (version 0.0.4). */
export function renderMetrics(models: readonly ServedModel[]): string {
  const rows = models.map((model) => ({
    model,
    stats: model.statistics.stats(),
    labels: `{model="${escapeLabel(model.card.name)}",version="${MODEL_VERSION}"}`,
  }));
  const { rss, heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    ...PER_MODEL.flatMap(({ name, type, help, of }) => [
      ...head(name, type, help),
      ...rows.map(({ model, stats, labels }) => `${name}${labels} ${of(stats, model)}`),
    ]),
    ...head('process_cpu_seconds_total', 'counter', 'CPU time of the process.'),
    `process_cpu_seconds_total ${(user + system) / 1e6}`,
    ...head('process_resident_memory_bytes', 'gauge', 'Resident memory size.'),
    `process_resident_memory_bytes ${rss}`,
    ...head('nodejs_heap_size_used_bytes', 'gauge', 'Used JavaScript heap.'),
    `nodejs_heap_size_used_bytes ${heapUsed}`,
    ...head('nodejs_external_memory_bytes', 'gauge', 'Memory of buffers outside the heap.'),
    `nodejs_external_memory_bytes ${external}`,
    '',
  ].join('\n');
}

function head(name: string, type: Family['type'], help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function escapeLabel(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
