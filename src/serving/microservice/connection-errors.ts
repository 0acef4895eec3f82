/** The connection broke under a request: it may have been idle for too long, or the server has died. */
const BROKEN: readonly unknown[] = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
/** There is no connection to be had. */
const UNREACHABLE: readonly unknown[] = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
];
/** It took too long: an answer may still be made, so that nothing is gained by asking elsewhere. */
const TIMED_OUT: readonly unknown[] = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];

export type ConnectionFailure = 'broken' | 'unreachable' | 'timed-out';

/** @returns undefined for what is not the connection's fault */
export function connectionFailure(error: unknown): ConnectionFailure | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (BROKEN.includes(code)) return 'broken';
  if (UNREACHABLE.includes(code)) return 'unreachable';
  return TIMED_OUT.includes(code) ? 'timed-out' : undefined;
}
