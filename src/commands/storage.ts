import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { measureStorage } from '../bench/measure-storage.js';
import { DEFAULT_MAX_BYTES } from '../precompute/budget.js';
import { scoringThreads } from '../precompute/workers.js';
import { storageCsv, storageText } from '../reporters/storage-report.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { tableOptionsOf } from '../serving/precomputed/options.js';
import { replaceStore } from '../serving/store-options.js';
import { bytesFlag } from '../terminal/bytes-flag.js';
import { durationFlag } from '../terminal/duration-flag.js';
import { createProgress, LOOK_MS } from '../terminal/progress.js';
import { reportOutputs } from '../terminal/report-outputs.js';
import { checkStore, storeFlag } from '../terminal/store-flag.js';
import { modeSchemas, openStore } from '../wiring.js';

export default class Storage extends BaseCommand {
  static override summary = 'How large does a prediction table grow, feature by feature?';
  static override description =
    'Builds tables of the first 1, 2, 3, ... features of the model with the job of `servebench precompute`, as far as rows and time allow, and extrapolates the rest: bytes, rows, build time, and where a budget ends. Beside it what the other patterns keep: model file, artifact store, memory of a process with the model.';
  static override examples = [
    '<%= config.bin %> storage',
    '<%= config.bin %> storage scenarios/quickstart.yaml --max-bytes 100MB',
    '<%= config.bin %> storage --oov --time-limit 2m --output growth.csv',
    '<%= config.bin %> storage --json',
  ];
  static override args = {
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    'max-bytes': Flags.string({ description: 'budget whose end is told', helpValue: '10GB' }),
    'max-rows': Flags.integer({ description: 'build no table of more rows', default: 3_000_000, min: 1 }),
    'time-limit': Flags.string({
      description: 'most time for building tables',
      helpValue: '30s',
      default: '30s',
    }),
    oov: Flags.boolean({ description: 'values outside the vocabulary have rows, too' }),
    workers: Flags.integer({ description: 'scoring threads (default: one a core)', min: 1, max: 256 }),
    store: Flags.string({
      description: 'build the tables in this server (postgres://, redis://) for a while',
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
    const { args, flags } = await this.parse(Storage);
    const outputs = await reportOutputs(flags.output ?? [], { '.csv': storageCsv });
    const override = storeFlag(flags.store);
    const scenario = await loadScenario(findScenario(args.scenario), {
      modes: await modeSchemas(),
      set: flags.set,
    });
    const { store, keys, oov } = tableOptionsOf(scenario);
    await checkStore(override, openStore);
    const order = {
      store: replaceStore(store, override),
      keys,
      oov: flags.oov || oov,
      workers: flags.workers ?? scoringThreads(),
      maxBytes: bytesFlag('max-bytes', flags['max-bytes']) ?? DEFAULT_MAX_BYTES,
      maxRows: flags['max-rows'],
      timeLimitMs: durationFlag('time-limit', flags['time-limit']) ?? 0,
    };
    const report = await measureStorage(scenario, order, {
      stateDir: this.stateDir,
      progress: createProgress(process.stderr),
      signal: this.interruptSignal(),
      lookMs: process.stderr.isTTY ? LOOK_MS.terminal : LOOK_MS.log,
    });
    await outputs.write(report);
    this.print(flags.json ? JSON.stringify(report, null, 2) : storageText(report));
  }
}
