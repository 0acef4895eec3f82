/** A line for the shell, or a program and its arguments. */
export type CommandLine = string | readonly string[];

/** A server that others wrote, and how it is started. */
export interface CommandSpec {
  /** Tells this command, and what it starts, from all others. */
  readonly mark: string;
  readonly line: CommandLine;
  readonly cwd: string;
  /** On top of our own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it will listen. */
  readonly url: string;
  /** Asked by GET until it answers 2xx; without it, a connection is enough. */
  readonly readyUrl?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly readyTimeoutMs: number;
}

export interface CommandReady {
  /** Of the first process. */
  readonly pid: number;
}
