/** Where the answer of an application carries what is read of it, as paths (`predictions.0.score`, `/predictions/0`). */
export interface AnswerPaths {
  readonly prediction?: string;
  readonly source?: string;
}

/**
 * How an application is asked for predictions, as data: what the processes that ask it are told over IPC. All but the
 * address is left out for our own application, which takes the features as they are by POST.
 */
export interface PredictionTarget {
  /** Takes one request, as it is written here: no other path is made of it. */
  readonly url: string;
  readonly method?: string;
  /** Sent with every request, besides those that HTTP needs; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body, with `{{request}}` in place of the features and `{{field}}` in place of one of them. */
  readonly request?: unknown;
  readonly response?: AnswerPaths;
  /** Longest wait of a check, in milliseconds; a load has its own. */
  readonly timeoutMs?: number;
  /** Parts of the headers that no text about this target may repeat. */
  readonly secrets?: readonly string[];
}
