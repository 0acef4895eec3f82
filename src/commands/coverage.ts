import { Args, Flags } from '@oclif/core';
import { resolve } from 'node:path';

import { BaseCommand } from '../base-command.js';
import { measureCoverage } from '../bench/measure-coverage.js';
import { UserError } from '../core/errors.js';
import type { Scenario } from '../core/scenario.js';
import { DEFAULT_MAX_KEYS } from '../precompute/curve/measure-curve.js';
import { coverageCsv } from '../reporters/coverage-curve.js';
import { coverageText } from '../reporters/coverage-report.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { tableOptionsOf } from '../serving/precomputed/options.js';
import { replaceStore } from '../serving/store-options.js';
import { createProgress, LOOK_MS } from '../terminal/progress.js';
import { reportOutputs } from '../terminal/report-outputs.js';
import { shareFlag } from '../terminal/share-flag.js';
import { checkStore, storeFlag } from '../terminal/store-flag.js';
import { modeSchemas, openStore } from '../wiring.js';
import { namesFlag } from '../terminal/names-flag.js';

export default class Coverage extends BaseCommand {
  static override summary = 'How much of a traffic would a prediction table answer, by its size?';
  static override description = `Reads a request log of any length, or a generator, once and in flat memory; starts no server. Keys are chosen on the first part of the traffic and measured on the rest, as a nightly job would have seen it: a table that is chosen on the very requests it is measured on looks better than it is.

Prints the share of requests and of different keys that tables of 1, 10, 100, ... rows answer, up to all keys of the first part; their bytes; what a miss costs under each policy; and how many keys are new each day.`;
  static override examples = [
    '<%= config.bin %> coverage',
    '<%= config.bin %> coverage scenarios/quickstart.yaml --log requests.ndjson --split 0.8',
    '<%= config.bin %> coverage --back-off placement,hour --output curve.csv',
    '<%= config.bin %> coverage scenarios/quickstart.yaml --json',
  ];
  static override args = {
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    log: Flags.string({ description: 'read this request log instead of the scenario’s traffic' }),
    split: Flags.string({ description: 'share of the traffic that keys are chosen on', helpValue: '0.8' }),
    'back-off': Flags.string({
      description: 'features that a back-off drops, in this order (default: the last one of the card first)',
      helpValue: 'a,b',
    }),
    oov: Flags.boolean({ description: 'values outside the vocabulary have rows, too' }),
    'max-keys': Flags.integer({
      description: 'count up to so many different keys exactly, more in a bounded sketch',
      default: DEFAULT_MAX_KEYS,
      min: 1000,
      max: DEFAULT_MAX_KEYS,
    }),
    seed: Flags.integer({ description: 'seed of generated traffic' }),
    store: Flags.string({
      description: 'bytes of a table are those in this server (postgres://, redis://)',
      helpValue: 'URL',
    }),
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
    json: Flags.boolean({ description: 'print as JSON' }),
    output: Flags.string({ description: 'also write to a file: .json or .csv', multiple: true }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Coverage);
    const outputs = await reportOutputs(flags.output ?? [], { '.csv': coverageCsv });
    const split = shareFlag('split', flags.split, '0.8');
    const override = storeFlag(flags.store);
    const log = flags.log === undefined ? [] : [`traffic=${JSON.stringify({ log: resolve(flags.log) })}`];
    const loaded = await loadScenario(findScenario(args.scenario), {
      modes: await modeSchemas(),
      set: [...log, ...(flags.set ?? [])],
      overrides: { seed: flags.seed },
    });
    const scenario = split === undefined ? loaded : splitAt(loaded, split);
    const { store, keys, oov } = tableOptionsOf(scenario);
    await checkStore(override, openStore);
    const request = {
      store: replaceStore(store, override),
      oov: flags.oov || oov,
      backOff: namesFlag(flags['back-off']),
      scenarioRows: keys.kind === 'top' ? keys.rows : undefined,
      maxKeys: flags['max-keys'],
    };
    const report = await measureCoverage(scenario, request, {
      stateDir: this.stateDir,
      progress: createProgress(process.stderr),
      signal: this.interruptSignal(),
      lookMs: process.stderr.isTTY ? LOOK_MS.terminal : LOOK_MS.log,
    });
    await outputs.write(report);
    this.print(flags.json ? JSON.stringify(report, null, 2) : coverageText(report));
  }
}

/** A generator has no end to cut at: its requests are shared out. */
function splitAt(scenario: Scenario, split: number): Scenario {
  const { traffic } = scenario;
  if (split >= 1) {
    throw new UserError(
      'FLAG_INVALID',
      '--split: expected a share below 1: something must be left to measure',
    );
  }
  if (traffic.kind === 'log') return { ...scenario, traffic: { ...traffic, split } };
  const total = traffic.history + traffic.requests;
  const history = Math.min(total - 1, Math.round(total * split));
  return { ...scenario, traffic: { ...traffic, history, requests: total - history } };
}
