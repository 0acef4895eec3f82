import type { Encoded, Prediction } from '../core/answer.js';
import type { ErrorRecord } from '../core/errors.js';
import type { ModelCard } from '../core/model-card.js';

/** What a session worker is started with. */
export interface WorkerSpec {
  readonly card: ModelCard;
  readonly model: string | Uint8Array;
}

export interface RunRequest {
  readonly id: number;
  readonly rows: readonly Encoded[];
  /** Whether to say how long the model ran. */
  readonly isTraced?: boolean;
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'failed'; readonly error: ErrorRecord }
  | {
      readonly type: 'predictions';
      readonly id: number;
      readonly predictions: readonly Prediction[];
      readonly modelRunUs?: number;
    }
  | { readonly type: 'error'; readonly id: number; readonly message: string };
