import { DeploymentError } from '../core/errors.js';

/** Which server a sentence is about. */
export interface ServerName {
  /** `PostgreSQL` */
  readonly product: string;
  /** Where it was looked for and as whom, without a password: `127.0.0.1:5432, database bench, as user bench`. */
  readonly address: string;
  /** What starts one, for people. */
  readonly start: string;
}

/** Nothing answers there. */
export function unreachable({ product, address, start }: ServerName, reason: string): DeploymentError {
  return new DeploymentError(
    'STORE_UNREACHABLE',
    `no ${product} answers at ${address} (${reason}); start one, for example: ${start}`,
  );
}

/** The server answers, and does not let us in. */
export function refused({ product, address }: ServerName, reason: string): DeploymentError {
  return new DeploymentError(
    'STORE_REFUSED',
    `${product} at ${address} refuses the connection (${reason}); look at user, password and database of the URL`,
  );
}

/** The server cannot take the table: full, not allowed, gone in the middle. */
export function unwritable({ product, address }: ServerName, reason: string): DeploymentError {
  return new DeploymentError(
    'TABLE_UNWRITABLE',
    `a prediction table could not be written to ${product} at ${address}: ${reason}`,
  );
}

/** A look-up without an answer: an outcome of one request, counted, while the application stays up. */
export class StoreReadError extends Error {
  override readonly name = 'StoreReadError';
  constructor(
    readonly code: 'STORE_DOWN' | 'STORE_TIMEOUT' | 'STORE_FAILED',
    message: string,
  ) {
    super(message);
  }
}

/** Milliseconds before the n-th attempt (from 1) to find a lost server again: doubles up to the bound. */
export function backOffMs(attempt: number): number {
  return Math.min(100 * 2 ** (attempt - 1), 5000);
}

/** How long a server may take to let us in. */
export const CONNECT_TIMEOUT_MS = 5000;
/** The most a look-up may take where nothing else was asked for. */
export const READ_TIMEOUT_MS = 1000;
