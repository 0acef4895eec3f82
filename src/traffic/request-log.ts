import { basename } from 'node:path';

import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { openCsv } from './csv.js';
import { percent, thousands } from './in-words.js';
import { chooseFields, itemReader, timestampReader } from './log-items.js';
import type { LogRecord, LogSource } from './log-source.js';
import { openNdjson } from './ndjson.js';
import { splitLog, type LogSplit } from './split-log.js';
import type { Traffic, TrafficItem } from './traffic.js';

/**
 * Opens a request log. An NDJSON log without timestamps is only scanned for newlines; any other is parsed once. The
 * first record is checked against the card here, the others when they are read.
 *
 * @throws UserError where the file cannot be read, is empty, or its first record does not fit.
 */
export async function openRequestLog(spec: LogTraffic, card: ModelCard): Promise<Traffic> {
  const source = spec.format === 'csv' ? await openCsv(spec.file, card) : await openNdjson(spec.file);
  const first = await firstRecord(source);
  const fields = chooseFields(spec, card, first);
  const itemOf = itemReader(spec.file, card, fields);
  itemOf(first);

  const { timestamp } = fields;
  const split = await splitLog(
    source,
    spec.split,
    timestamp === undefined ? undefined : timestampReader(spec.file, timestamp),
  );
  async function* items(
    batches: AsyncIterable<readonly LogRecord[]>,
  ): AsyncGenerator<readonly TrafficItem[]> {
    for await (const batch of batches) yield batch.map(itemOf);
  }
  return {
    historyLength: split.historyLength,
    replayLength: split.replayLength,
    labelled: fields.label !== undefined,
    history: () => items(split.history()),
    replay: (from = 0) => items(split.replay(from)),
    origin: originOf(spec, split),
  };
}

async function firstRecord(source: LogSource): Promise<LogRecord> {
  for await (const [record] of source.read(0)) {
    if (record) return record;
  }
  throw new UserError(
    'LOG_EMPTY',
    `${source.file}: the log holds no request`,
    'record some requests, or use a generator: traffic: { generator: zipf, skew: 0.99, requests: 100000 }',
  );
}

function originOf(spec: LogTraffic, split: LogSplit): string {
  const requests = split.historyLength + split.replayLength;
  const log = basename(spec.file);
  if (split.historyLength === 0) return `all ${thousands(requests)} requests of ${log}, no history`;
  const cut =
    split.cutoffMs === undefined ? 'by line' : `by time, up to ${new Date(split.cutoffMs).toISOString()}`;
  return `the first ${percent(spec.split)} of ${log} ${cut} (${thousands(split.historyLength)} of ${thousands(requests)} requests)`;
}
