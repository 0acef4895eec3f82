import { describe, expect, it } from 'vitest';

import { biggerReporter, smallerReporter } from '../../../src/reporters/benchmark-json.js';
import type { Document } from '../../../src/reporters/reporter.js';
import { everything } from '../../golden/documents/everything.js';
import { sweep } from '../../golden/documents/sweep.js';
import { troubles } from '../../golden/documents/troubles.js';

interface Benchmark {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

const read = (text: string): Benchmark[] => JSON.parse(text) as Benchmark[];
const smaller = (document: Document): Benchmark[] => read(smallerReporter.render(document));
const bigger = (document: Document): Benchmark[] => read(biggerReporter.render(document));

describe('the files for github-action-benchmark', () => {
  it('have one direction each', () => {
    const titles = (all: readonly Benchmark[]) => new Set(all.map(({ name }) => name.split(' / ').at(-1)));
    expect(titles(bigger(everything()))).toEqual(new Set(['throughput', 'capacity', 'coverage']));
    expect(titles(smaller(everything()))).toEqual(
      new Set([
        'latency p50',
        'latency p95',
        'latency p99',
        'CPU per request',
        'memory (anonymous)',
        'memory (resident)',
        'storage',
        'prepare',
        'first prediction',
      ]),
    );
  });

  it('have the keys that the action reads', () => {
    const found = bigger(everything()).find(({ name }) => name === 'embedded / saturation / throughput');
    expect(found).toMatchObject({ unit: 'requests/s', value: 15_200 });
    expect(found?.range).toMatch(/^95% interval \d+(\.\d+)? to \d+(\.\d+)?, 8 repeats$/);
    for (const { name, unit, value } of [...bigger(sweep()), ...smaller(sweep()), ...smaller(troubles())]) {
      expect([typeof name, typeof unit, Number.isFinite(value)]).toEqual(['string', 'string', true]);
    }
  });

  it('name everything once', () => {
    for (const all of [smaller(sweep()), bigger(sweep()), smaller(everything())]) {
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    }
  });

  it('leave out what must not be compared: invalid loads, failed modes, latencies of a search', () => {
    const names = smaller(everything()).map(({ name }) => name);
    expect(names).not.toContain('microservice / steady / latency p50');
    expect(names.filter((name) => name.includes('/ capacity /'))).toEqual([]);
    expect(bigger(troubles()).some(({ name }) => name.startsWith('micro '))).toBe(false);
  });
});
