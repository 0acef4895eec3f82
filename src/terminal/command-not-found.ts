import { closest } from '../scenario/suggest.js';

/** What oclif hands to its hook, as far as it is used here. */
interface NotFound {
  /** Words of the command, joined by colons. */
  readonly id: string;
  readonly config: { readonly bin: string; readonly commandIDs: readonly string[] };
}

/** oclif's hook `command_not_found`, named in package.json: says what was probably meant, and exits with 2. */
export function suggestCommand(
  this: { exit(code: number): never },
  { id, config: { bin, commandIDs } }: NotFound,
): never {
  const known = commandIDs.map((command) => command.replaceAll(':', ' '));
  const wanted = id.replaceAll(':', ' ');
  // What follows a command is its arguments: they are left out one by one.
  const words = wanted.split(' ');
  const shorter = words.map((_, dropped) => words.slice(0, words.length - dropped).join(' '));
  const meant = shorter.map((text) => closest(text, known)).find((found) => found !== undefined);
  const next = meant === undefined ? `${bin} --help` : `did you mean "${bin} ${meant}"?`;
  process.stderr.write(`Error: unknown command "${wanted}"\nNext: ${next}\n`);
  return this.exit(2);
}
