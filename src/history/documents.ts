import { damaged, explain } from './open-database.js';

/** What the history's file holds as JSON, with what it is for messages: `trial 2 of block 0 of run 0a0a0a0a`. */
export interface DocumentRow {
  readonly document: string;
  readonly title: string;
}

/** @throws UserError HISTORY_DAMAGED naming the row */
export function parseDocument<T>(file: string, { document, title }: DocumentRow): T {
  try {
    return JSON.parse(document) as T;
  } catch (error) {
    throw damaged(file, `${title} cannot be read (${String(error)})`);
  }
}

/** Runs a step on the history's file. @throws what `explain` makes of an error */
export function attempt<T>(file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw explain(error, file);
  }
}
