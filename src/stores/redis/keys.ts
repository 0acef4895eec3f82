/*
 * All that we keep starts with one prefix, `servebench:` where the URL has no other in `?prefix=`:
 *
 * tables     hash: id of a complete table -> JSON, see `registry.ts`
 * pointers   hash: name -> JSON of the published table
 * clock      counter: tells "built before the pointer was moved" from "waits to be published"
 * rows:<id>  hash: key -> value, never written again once the table is registered
 * drafts     hash: draft:<random> -> the connection that fills it
 *
 * One hash for each table, and not one key for each row: its rows are counted at once (HLEN), it goes as a whole
 * (UNLINK) without looking through everything that the server holds, and a row takes little more than half the memory.
 */

/** Names of everything under one prefix. */
export interface Names {
  readonly tables: string;
  readonly pointers: string;
  readonly clock: string;
  readonly drafts: string;
  rows(id: string): string;
  draft(random: string): string;
}

export function namesUnder(prefix = 'servebench:'): Names {
  return {
    tables: `${prefix}tables`,
    pointers: `${prefix}pointers`,
    clock: `${prefix}clock`,
    drafts: `${prefix}drafts`,
    rows: (id) => `${prefix}rows:${id}`,
    draft: (random) => `${prefix}draft:${random}`,
  };
}

/** A connection that reads a table carries its id: the server forgets the name with the connection. */
export function readerName(id: string): string {
  return `servebench-reads-${id}`;
}

/** A connection that builds tables. */
export function builderName(random: string): string {
  return `servebench-builds-${random}`;
}
