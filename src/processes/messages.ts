import type { ErrorRecord } from '../core/errors.js';

/** What a parent sends to a child of ours over IPC. */
export type ParentMessage =
  | { readonly type: 'start'; readonly spec: unknown }
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  /** Goes with a socket. */
  | { readonly type: 'connection' }
  | { readonly type: 'stop' };

/** What a child answers. `ready` is a message, never a pattern in stdout. */
export type ChildMessage =
  | { readonly type: 'ready'; readonly result: unknown }
  | { readonly type: 'failed'; readonly error: ErrorRecord }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorRecord };

/** CPU and event-loop delay of one process between `monitor.start` and `monitor.stop`. */
export interface ProcessUse {
  readonly cpuUs: number;
  readonly wallUs: number;
  readonly eventLoopDelayUs: { readonly p50: number; readonly p99: number; readonly max: number };
}
