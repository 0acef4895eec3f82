import type { Coverage } from '../core/measurement.js';
import type { ModelCard } from '../core/model-card.js';
import type { TableRef } from '../core/predictor-spec.js';
import type { TrafficSpec } from '../core/traffic-spec.js';
import { createKeyCodec } from '../inference/row-key.js';
import { openSession } from '../inference/session.js';
import type { ActiveRole } from '../processes/run-role.js';
import type { PredictionStore, StoreServer, TableInfo, Tables } from '../stores/prediction-store.js';
import { openTraffic } from '../traffic/open-traffic.js';
import { buildTable } from './build-table.js';
import { measureCoverage } from './coverage.js';
import { fullDomain, rankedKeys, type KeySpec } from './key-set.js';

export interface PrecomputeSpec {
  readonly card: ModelCard;
  readonly traffic: TrafficSpec;
  readonly seed: number;
}

export interface BuildRequest {
  readonly store: string;
  /** Where the store keeps its tables: a folder, or a URL. */
  readonly target: string;
  readonly name: string;
  readonly keys: KeySpec;
  /** The table goes with this process, where it would otherwise stay in a server. */
  readonly temporary?: boolean;
}

export interface BuiltTable {
  readonly info: TableInfo;
  /** Undefined for a store that is read in the application process. */
  readonly server: StoreServer | undefined;
  readonly keysFrom: string;
}

/** What is known of the traffic before anything is measured. */
export interface Survey {
  readonly historyLength: number;
  readonly replayLength: number;
  readonly labelled: boolean;
  readonly origin: string;
}

/** A process that reads the traffic as a scheduled job would: it ranks keys, scores, fills tables, measures coverage. */
export async function startPrecompute(
  spec: PrecomputeSpec,
  openStore: (id: string) => Promise<PredictionStore>,
): Promise<ActiveRole> {
  const { card } = spec;
  const traffic = await openTraffic(spec.traffic, card, spec.seed);
  const { historyLength, replayLength, labelled, origin } = traffic;

  /** Connections that temporary tables live on. */
  const kept: Tables[] = [];

  const build = async (request: BuildRequest): Promise<BuiltTable> => {
    const { store, target, name, keys, temporary = false } = request;
    const codec = createKeyCodec(card);
    const keySet =
      keys.kind === 'full' ? fullDomain(card, codec) : await rankedKeys(card, codec, traffic, keys.rows);
    const tables = await (await openStore(store)).connect(target, { temporary });
    if (temporary) kept.push(tables);
    const session = await openSession(card, card.file);
    try {
      const info = await buildTable(name, card, codec, session, keySet, tables);
      return { info, keysFrom: keySet.from, server: await tables.server() };
    } finally {
      await session.close();
      if (!temporary) await tables.close();
    }
  };

  const coverage = async (table: TableRef | null): Promise<Coverage> => {
    const reader = table
      ? await (await openStore(table.store)).open(table.location, table.access)
      : undefined;
    try {
      return await measureCoverage(card, spec.traffic, traffic, reader);
    } finally {
      await reader?.close();
    }
  };

  return {
    ready: { historyLength, replayLength, labelled, origin } satisfies Survey,
    methods: { build, coverage },
    stop: async () => {
      for (const tables of kept) await tables.close();
    },
  };
}
