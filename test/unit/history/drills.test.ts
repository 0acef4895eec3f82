import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openHistory, type History } from '../../../src/history/history.js';
import { findStored, loadStored } from '../../../src/terminal/find-stored.js';
import { drill } from '../../golden/documents/drill.js';
import { gate } from '../../golden/documents/gate.js';
import { runRecord } from './records.js';

describe('drills in the history', () => {
  let stateDir: string;
  let history: History;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'servebench-drills-'));
    history = openHistory(stateDir);
  });
  afterEach(() => {
    history.close();
    rmSync(stateDir, { recursive: true });
  });

  test('are kept as documents, newest first, each once', () => {
    const first = drill();
    const second = {
      ...first,
      drill: { ...first.drill, id: 'dddddddd', startedAt: '2027-01-01T00:00:00.000Z' },
    };
    for (const each of [second, first]) history.drills.add(each);
    expect(history.drills.ids()).toEqual(['dddddddd', first.drill.id]);
    expect(history.drills.load(first.drill.id)).toEqual(first);
    const { id, startedAt, scenario } = first.drill;
    const summary = {
      id,
      startedAt,
      scenario,
      drills: ['kill'],
      modes: Object.keys(first.drills[0]?.modes ?? {}),
    };
    expect(history.drills.list(5)[1]).toEqual(summary);
    expect(history.drills.list(1)).toHaveLength(1);
    expect(() => history.drills.add(first)).toThrow(`drill ${id} is in the history already`);
    history.drills.remove('dddddddd');
    expect(history.drills.ids()).toEqual([id]);
  });

  test('are found by the start of their id beside runs and gates; latest is a run', () => {
    history.beginRun(runRecord('d0000000', '2026-01-01T00:00:00.000Z'));
    history.gates.add(gate());
    history.drills.add(drill());
    expect(findStored('latest', history)).toEqual({ kind: 'run', id: 'd0000000' });
    expect(findStored('d01', history)).toEqual({ kind: 'drill', id: 'd0110001' });
    expect(findStored(gate().gate.id, history).kind).toBe('gate');
    expect(() => findStored('d0', history)).toThrow('several runs start with "d0": d0000000, d0110001');
    expect(() => findStored('d0110002', history)).toThrow('d0110001');
    expect(() => findStored('latest~1', history)).toThrow('the history holds 1 run');
    expect(loadStored('d01', history)).toEqual({ kind: 'document', document: drill() });
  });
});
