import type { Result } from '../result/contract.js';
import { quote } from '../scenario/suggest.js';
import type { RunDocument } from './reporter.js';

/** One run of a document. */
export interface Point {
  /** Of a sweep: `traffic.unseen = 0.05`. */
  readonly name?: string;
  readonly result: Result;
}

/** The runs of a document: one, or one for each value of a sweep (fewer after an interruption). */
export function pointsOf(document: RunDocument): Point[] {
  if (!('runs' in document)) return [{ result: document }];
  const { path, values } = document.sweep;
  return document.runs.map((result, index) => ({ name: `${path} = ${quote(values[index])}`, result }));
}
