import { resolve } from 'node:path';

/** Where servebench keeps its state, absolute: SERVEBENCH_HOME, or `.servebench` of the working directory. */
export function stateDir(env: NodeJS.ProcessEnv, cwd: string): string {
  return resolve(cwd, env['SERVEBENCH_HOME'] || '.servebench');
}
