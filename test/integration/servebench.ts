import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CLI = resolve('dist/cli.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the built binary, with a state directory of its own. */
export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What was printed so far. */
  readonly output: () => { stdout: string; stderr: string };
}

export function temporaryHome(): { home: string; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'servebench-test-'));
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

export function startServebench(home: string, ...args: readonly string[]): Started {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, SERVEBENCH_HOME: home, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  const finished = new Promise<Finished>((done) => {
    child.once('close', (code) => done({ code, ...output }));
  });
  return { child, finished, output: () => ({ ...output }) };
}

export function servebench(home: string, ...args: readonly string[]): Promise<Finished> {
  return startServebench(home, ...args).finished;
}

/** Processes of a role below `parent`, by their command lines. */
export function childrenOf(parent: number | undefined, role: string): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const isChild =
        readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(parent);
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      return isChild && words.includes(role) ? [Number(name)] : [];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}

export function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits for a condition. @throws Error after `timeoutMs` */
export async function until(what: string, holds: () => boolean, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
