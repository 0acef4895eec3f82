import { Args, Flags } from '@oclif/core';

import { BaseCommand } from '../base-command.js';
import { precomputeTable, type TableOrder } from '../bench/precompute-table.js';
import { DEFAULT_MAX_BYTES } from '../precompute/budget.js';
import { scoringThreads } from '../precompute/workers.js';
import { findScenario } from '../scenario/find-file.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { tableOptionsOf } from '../serving/precomputed/options.js';
import { replaceStore } from '../serving/store-options.js';
import { bytesFlag } from '../terminal/bytes-flag.js';
import { keysFlag } from '../terminal/keys-flag.js';
import { estimateText, manifestText } from '../terminal/manifest-text.js';
import { createProgress, LOOK_MS } from '../terminal/progress.js';
import { checkStore, storeFlag } from '../terminal/store-flag.js';
import { modeSchemas, openStore } from '../wiring.js';

export default class Precompute extends BaseCommand {
  static override summary = 'Build a prediction table: score keys ahead, load, verify, publish.';
  static override description = `Scores keys on all cores while it loads them, holds a sample against the live model, and publishes the table in the state directory, or in a server with --store, by one pointer: what was published before serves until then. Says rows, bytes and time before it starts, and refuses what is beyond a budget. After Ctrl-C or a crash the same command goes on without scoring again what was finished; the table does not depend on interruptions or on the number of threads.

A run or \`serve precomputed\` takes the published table if it is the very one that it would build (same model, encoder and keys). To serve any published table by its name: --set modes.precomputed.table=NAME; one of another model is refused.

--refresh rewrites only the rows whose model, encoder or key set has changed, does nothing if none has, and drops older tables once no process goes on opening them. As a nightly job, in crontab -e:
  15 3 * * *  cd /srv/app && npx servebench precompute scenario.yaml --refresh --json >> precompute.log 2>&1`;
  static override examples = [
    '<%= config.bin %> precompute --keys top:100000',
    '<%= config.bin %> precompute scenarios/quickstart.yaml --keys full --workers 4',
    '<%= config.bin %> precompute --keys list:keys.ndjson --name vip --json',
    '<%= config.bin %> precompute --keys full --oov --max-bytes 2GB',
    '<%= config.bin %> precompute scenarios/quickstart.yaml --refresh',
    '<%= config.bin %> precompute --keys full --store redis://127.0.0.1:6379',
  ];
  static override args = {
    scenario: Args.string({ description: 'scenario file or name', default: 'scenarios/quickstart.yaml' }),
  };
  static override flags = {
    keys: Flags.string({
      description: 'which keys to score (default: those of the scenario, of its first precomputed mode)',
      helpValue: 'full | top:N | list:FILE',
    }),
    oov: Flags.boolean({ description: 'also rows for values outside the vocabulary' }),
    name: Flags.string({ description: 'name to publish under (default: made of model and keys)' }),
    workers: Flags.integer({ description: 'scoring threads (default: one a core)', min: 1, max: 256 }),
    'max-rows': Flags.integer({ description: 'refuse more rows than this', min: 1 }),
    'max-bytes': Flags.string({ description: 'refuse more bytes than this', helpValue: '10GB' }),
    refresh: Flags.boolean({ description: 'rewrite only what has changed, drop older tables' }),
    seed: Flags.integer({ description: 'seed of generated traffic, by which top keys are ranked' }),
    store: Flags.string({
      description: 'publish the table in this server (postgres://, redis://) instead of the state directory',
      helpValue: 'URL',
    }),
    set: Flags.string({
      description: 'change one value of the scenario',
      helpValue: 'path=value',
      multiple: true,
    }),
    json: Flags.boolean({ description: 'print the manifest as JSON' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Precompute);
    const keys = keysFlag(flags.keys);
    const override = storeFlag(flags.store);
    const maxBytes = bytesFlag('max-bytes', flags['max-bytes']) ?? DEFAULT_MAX_BYTES;
    const scenario = await loadScenario(findScenario(args.scenario), {
      modes: await modeSchemas(),
      set: flags.set,
      overrides: { seed: flags.seed },
    });
    const ofScenario = tableOptionsOf(scenario);
    await checkStore(override, openStore);
    const order: TableOrder = {
      store: replaceStore(ofScenario.store, override),
      name: flags.name,
      keys: keys ?? ofScenario.keys,
      oov: flags.oov || ofScenario.oov,
      workers: flags.workers ?? scoringThreads(),
      budget: { maxBytes, maxRows: flags['max-rows'] },
      refresh: flags.refresh,
    };
    const progress = createProgress(process.stderr);
    const { manifest, isReused } = await precomputeTable(scenario, order, {
      progress,
      stateDir: this.stateDir,
      signal: this.interruptSignal(),
      lookMs: process.stderr.isTTY ? LOOK_MS.terminal : LOOK_MS.log,
      onEstimate: (estimate) => progress.note(estimateText(estimate)),
    });
    this.print(flags.json ? JSON.stringify(manifest, null, 2) : manifestText(manifest, isReused));
  }
}
