import { UserError } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';
import type { LogTraffic } from '../core/traffic-spec.js';
import { excerpt, lineError, type LogRecord } from './log-source.js';
import { similarName } from './similar-name.js';
import { parseTimestamp } from './timestamps.js';
import type { TrafficItem } from './traffic.js';

/** Which fields of a log are not sent. */
export interface LogFields {
  readonly label?: string;
  readonly timestamp?: string;
}

/**
 * The fields that the spec names, or fields of exactly the names `label` and `timestamp` that are no features.
 *
 * @throws UserError where the first record lacks a field that the spec names, or the label is a feature.
 */
export function chooseFields(spec: LogTraffic, card: ModelCard, first: LogRecord): LogFields {
  const isFeature = (name: string): boolean => card.features.some((feature) => feature.name === name);
  const choose = (role: 'label' | 'timestamp'): string | undefined => {
    const named = spec[role];
    if (named === undefined) return Object.hasOwn(first.fields, role) && !isFeature(role) ? role : undefined;
    if (!Object.hasOwn(first.fields, named))
      throw fieldMissing(spec.file, first, `${role} field`, named, `traffic.${role}`);
    return named;
  };
  const label = choose('label');
  const timestamp = choose('timestamp');
  if (label !== undefined && isFeature(label)) {
    throw new UserError(
      'LOG_LABEL_IS_FEATURE',
      `the label field "${label}" is a feature of ${card.name}, so a prediction would be told its own answer`,
      'name the field that carries the true outcome in traffic.label',
    );
  }
  return { ...(label === undefined ? {} : { label }), ...(timestamp === undefined ? {} : { timestamp }) };
}

/** @throws UserError LOG_TIMESTAMP_INVALID */
export type TimestampReader = (record: LogRecord) => number;

export function timestampReader(file: string, field: string): TimestampReader {
  return ({ line, fields }) => {
    const value = fields[field];
    const ms = parseTimestamp(value);
    if (ms !== undefined) return ms;
    const found = value === undefined ? 'nothing' : excerpt(JSON.stringify(value));
    const problem = `timestamp "${field}" must be ISO 8601 or milliseconds since the epoch, got ${found}`;
    throw lineError(
      'LOG_TIMESTAMP_INVALID',
      file,
      line,
      problem,
      'correct the line, or name another field in traffic.timestamp',
    );
  };
}

/**
 * Makes items of records: label and timestamp are taken out, every other field is kept, also those that the card does
 * not know (an external application may need them). A timestamp that is also a feature is still sent.
 *
 * @throws UserError LOG_FEATURE_MISSING or LOG_TIMESTAMP_INVALID, naming the line.
 */
export function itemReader(
  file: string,
  card: ModelCard,
  { label, timestamp }: LogFields,
): (record: LogRecord) => TrafficItem {
  const names = card.features.map((feature) => feature.name);
  const timestampMs = timestamp === undefined ? undefined : timestampReader(file, timestamp);
  const isSent = timestamp !== undefined && names.includes(timestamp);
  const removed = [label, isSent ? undefined : timestamp].filter((name) => name !== undefined);
  return (record) => {
    const { fields, line } = record;
    for (const name of names) {
      if (!Object.hasOwn(fields, name)) throw fieldMissing(file, record, 'feature', name);
    }
    const item: { -readonly [Field in keyof TrafficItem]: TrafficItem[Field] } = {
      request: removed.length === 0 ? fields : without(fields, removed),
      line,
    };
    const labelText = label === undefined ? undefined : textOf(fields[label]);
    if (labelText !== undefined) item.label = labelText;
    if (timestampMs) item.timestampMs = timestampMs(record);
    return item;
  };
}

/**
 * A copy (`delete` would make V8 treat the object as a dictionary, slow to serialise) that keeps odd names as
 * fields.
 */
function without(fields: LogRecord['fields'], [first, second]: readonly string[]): LogRecord['fields'] {
  if (first === undefined) return fields;
  if (second === undefined) {
    const { [first]: _, ...rest } = fields;
    return rest;
  }
  const { [first]: _, [second]: __, ...rest } = fields;
  return rest;
}

/** An unlabelled request among labelled ones has null, an empty CSV cell or no field. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function fieldMissing(
  file: string,
  record: LogRecord,
  role: string,
  name: string,
  setting?: string,
): UserError {
  const similar = similarName(name, Object.keys(record.fields));
  const hint = similar === undefined ? '' : `; did you mean "${similar}"?`;
  const code = setting ? 'LOG_FIELD_MISSING' : 'LOG_FEATURE_MISSING';
  const next = setting
    ? `correct ${setting} in the scenario`
    : 'every request of the log needs every feature of the model card';
  return lineError(code, file, record.line, `the ${role} "${name}" is missing${hint}`, next);
}
