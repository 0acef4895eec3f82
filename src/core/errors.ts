import { redactText } from './redact.js';

/**
 * Errors are split by who must act. Only `base-command.ts` turns them into exit codes.
 *
 * - `UserError`: the input is wrong (a flag, a scenario, a model, a log). Exit code 2.
 * - `DeploymentError`: a process or server of a serving mode failed. Recorded as a failed mode; exit code 3.
 * - anything else is a bug of ours.
 *
 * No message carries the password of a URL, whoever wrote it.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** @param code stable, upper-case; @param message one sentence; @param next what to do now. */
  constructor(
    readonly code: string,
    message: string,
    readonly next?: string,
  ) {
    super(redactText(message));
  }
}

/** A part that servebench started (or was told to call) died, hung or answered wrongly. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
  /** @param lastLines what the process printed last, newest at the end. */
  constructor(
    readonly code: string,
    message: string,
    readonly lastLines: readonly string[] = [],
  ) {
    super(redactText(message));
  }
}

/** What is stored of a failure: plain data, no stack. */
export interface ErrorRecord {
  /** Who must act: the user, whoever runs the deployment, or we. */
  readonly kind: 'user' | 'deployment' | 'bug';
  readonly code: string;
  readonly message: string;
  readonly next?: string;
  readonly lastLines?: readonly string[];
}

/** @returns the plain-data form of any thrown value. */
export function errorRecord(thrown: unknown): ErrorRecord {
  if (thrown instanceof UserError) {
    return {
      kind: 'user',
      code: thrown.code,
      message: thrown.message,
      ...(thrown.next ? { next: thrown.next } : {}),
    };
  }
  if (thrown instanceof DeploymentError) {
    return { kind: 'deployment', code: thrown.code, message: thrown.message, lastLines: thrown.lastLines };
  }
  return {
    kind: 'bug',
    code: 'UNEXPECTED',
    message: redactText(thrown instanceof Error ? thrown.message : String(thrown)),
  };
}

/** The error that another process recorded, as it is thrown here. `where` names that process. */
export function errorFromRecord(
  record: ErrorRecord,
  where: string,
  lastLines: readonly string[],
): UserError | DeploymentError {
  if (record.kind === 'user') return new UserError(record.code, record.message, record.next);
  return new DeploymentError(record.code, `${where}: ${record.message}`, lastLines);
}

/** Narrows a Node.js system error (`ENOENT`, `EACCES`, ...) without a cast at the call site. */
export function systemErrorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
