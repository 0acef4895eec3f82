/** A real server on the loopback interface, kept by a process of its own that ends with the test. */
export interface Server {
  /** With the password. */
  readonly url: string;
  pid(): number;
  /** Kills it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  /** Stops it with SIGSTOP: it accepts connections and answers nothing. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** A random one where it is left out. */
  readonly password?: string;
  /** Whether what is written is on disk before it is answered, as a real server has it; tests are faster without. */
  readonly durable?: boolean;
}

/**
 * The servers that tests start. PostgreSQL comes with the packages; a machine without redis-server says so, and only
 * SERVEBENCH_SKIP_REDIS=1 leaves its tests out.
 */
export function realStores(): ('postgres' | 'redis')[];

export function startServer(kind: 'postgres' | 'redis', options?: ServerOptions): Promise<Server>;
