import { Command, Errors } from '@oclif/core';
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';

import { EXIT } from './bench/exit-code.js';
import { DeploymentError, UserError } from './core/errors.js';
import { stateDir } from './history/state-dir.js';
import { closest } from './scenario/suggest.js';

/** What every command shares: where the state lives, how Ctrl-C arrives, how an error becomes an exit code. */
export abstract class BaseCommand extends Command {
  protected readonly stateDir = stateDir(process.env, process.cwd());

  /** Aborted by SIGINT or SIGTERM; a second one ends the process at once. */
  protected interruptSignal(): AbortSignal {
    const controller = new AbortController();
    // Every deployment that is up listens to it, however many there are.
    setMaxListeners(0, controller.signal);
    const onSignal = (): void => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      controller.abort(new InterruptedError());
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    return controller.signal;
  }

  /** Data goes to stdout, whole, before the process ends. */
  protected print(text: string): void {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  protected override async catch(error: Error): Promise<void> {
    if (error instanceof InterruptedError) return this.leave(EXIT.interrupted, 'interrupted');
    if (error instanceof UserError) {
      return this.leave(EXIT.usage, `Error: ${error.message}`, error.next && `Next: ${error.next}`);
    }
    if (error instanceof DeploymentError) {
      return this.leave(
        EXIT.modeFailed,
        `Error: ${error.message}`,
        ...error.lastLines.map((line) => `  | ${line}`),
      );
    }
    if (error instanceof Errors.CLIError) {
      const meant = this.nearestFlag(error.message);
      const next = meant && `Next: did you mean "--${meant}"?`;
      return this.leave(error.oclif.exit ?? EXIT.usage, `Error: ${error.message}`, next);
    }
    return this.leave(EXIT.bug, `This is a bug in servebench: ${error.stack ?? error.message}`);
  }

  /** What was meant by the flag that oclif says does not exist. */
  private nearestFlag(message: string): string | undefined {
    const [, name] = /^Nonexistent flags?: --([\w-]+)/.exec(message) ?? [];
    return name === undefined ? undefined : closest(name, Object.keys(this.ctor.flags ?? {}));
  }

  private leave(code: number, ...lines: (string | undefined)[]): void {
    process.stderr.write(`${lines.filter(Boolean).join('\n')}\n`);
    process.exitCode = code;
  }
}

/** Where `models publish` puts models and `serve model-as-data` finds them. */
export function artifactStoreFile(folder: string): string {
  return join(folder, 'artifacts.db');
}

/** Ctrl-C. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  constructor() {
    super('interrupted');
  }
}
