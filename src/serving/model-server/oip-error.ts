/** A request that the protocol refuses: HTTP status and what is said in `{"error"}`. */
export class OipError extends Error {
  override readonly name = 'OipError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** The request is wrong: 400. */
export function invalid(message: string): OipError {
  return new OipError(400, message);
}

/** 404 in the words that clients look for. */
export function unknownModel(what: string): OipError {
  return new OipError(404, `Request for unknown model: ${what}`);
}
