import { UserError } from '../core/errors.js';
import type { LogRecord, LogSource } from './log-source.js';
import type { TimestampReader } from './log-items.js';
import { timeCutoff } from './time-cutoff.js';

/** A log in two parts. Records keep the order of the file within each. */
export interface LogSplit {
  readonly historyLength: number;
  readonly replayLength: number;
  /** Records up to this time are history; undefined where the cut is by line. */
  readonly cutoffMs?: number;
  history(): AsyncIterable<readonly LogRecord[]>;
  replay(from: number): AsyncIterable<readonly LogRecord[]>;
}

const RECORDS_PER_MARK = 4096;

/**
 * Cuts a log: history is its first `share`. By line where there are no timestamps or they never decrease. Where they
 * are out of order a cut by line would let the history see the future, so the cut is by time: the cutoff is the
 * timestamp at the share's quantile, and history is every record up to it, wherever it stands.
 *
 * A log with timestamps is parsed once more here; one that is out of order twice, and takes 8 bytes a record.
 *
 * @param timestampOf undefined for a log without timestamps.
 * @throws UserError LOG_REPLAY_EMPTY where every record falls into the history.
 */
export async function splitLog(
  source: LogSource,
  share: number,
  timestampOf?: TimestampReader,
): Promise<LogSplit> {
  const historyLength = Math.floor(source.records * share);
  if (timestampOf && historyLength > 0) {
    if (!(await isOrdered(source, timestampOf))) {
      const timestamps = await readTimestamps(source, timestampOf);
      return splitByTime(source, timestamps, timeCutoff(timestamps, historyLength), timestampOf);
    }
  }
  return {
    historyLength,
    replayLength: source.records - historyLength,
    history: () => take(source.read(0), historyLength),
    replay: (from) => source.read(historyLength + from),
  };
}

/** Looks no further than the first timestamp that is before another. */
async function isOrdered(source: LogSource, timestampOf: TimestampReader): Promise<boolean> {
  let last = -Infinity;
  for await (const batch of source.read(0)) {
    for (const record of batch) {
      const time = timestampOf(record);
      if (time < last) return false;
      last = time;
    }
  }
  return true;
}

async function readTimestamps(source: LogSource, timestampOf: TimestampReader): Promise<Float64Array> {
  const timestamps = new Float64Array(source.records);
  let read = 0;
  for await (const batch of source.read(0)) {
    for (const record of batch) timestamps[read++] = timestampOf(record);
  }
  return timestamps;
}

function splitByTime(
  source: LogSource,
  timestamps: Float64Array,
  cutoffMs: number,
  timestampOf: TimestampReader,
): LogSplit {
  /** Number in the file of every 4096th replayed record, so that the replay can start in the middle. */
  const marks: number[] = [];
  let replayLength = 0;
  for (const [index, time] of timestamps.entries()) {
    if (time > cutoffMs && replayLength++ % RECORDS_PER_MARK === 0) marks.push(index);
  }
  if (replayLength === 0) {
    throw new UserError(
      'LOG_REPLAY_EMPTY',
      `${source.file}: no request is later than ${new Date(cutoffMs).toISOString()}, where the history ends, so nothing is left to replay`,
      'lower traffic.split, or use a log whose timestamps tell requests apart',
    );
  }
  const historyLength = timestamps.length - replayLength;
  const isReplayed = (record: LogRecord): boolean => timestampOf(record) > cutoffMs;
  return {
    historyLength,
    replayLength,
    cutoffMs,
    history: () =>
      take(
        filter(source.read(0), (record) => !isReplayed(record)),
        historyLength,
      ),
    replay: (from) => {
      const mark = marks[Math.floor(from / RECORDS_PER_MARK)] ?? source.records;
      return drop(filter(source.read(mark), isReplayed), from % RECORDS_PER_MARK);
    },
  };
}

type Batches = AsyncIterable<readonly LogRecord[]>;

async function* take(batches: Batches, count: number): Batches {
  let left = count;
  if (left === 0) return;
  for await (const batch of batches) {
    yield batch.length <= left ? batch : batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}

async function* drop(batches: Batches, count: number): Batches {
  let left = count;
  for await (const batch of batches) {
    const dropped = Math.min(left, batch.length);
    left -= dropped;
    if (dropped < batch.length) yield batch.slice(dropped);
  }
}

async function* filter(batches: Batches, keep: (record: LogRecord) => boolean): Batches {
  for await (const batch of batches) {
    const kept = batch.filter(keep);
    if (kept.length > 0) yield kept;
  }
}
