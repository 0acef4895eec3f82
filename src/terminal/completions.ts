/** A command as far as a shell needs to know it. */
export interface CommandShape {
  /** `runs list` */
  readonly words: string;
  readonly flags: readonly string[];
  /** Words that its arguments may be. */
  readonly values: readonly string[];
}

export interface Completions {
  readonly commands: readonly CommandShape[];
  /** Words that may follow a flag, by the flag. */
  readonly afterFlag: Readonly<Record<string, readonly string[]>>;
}

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A script that a shell evaluates at its start. What can come next is a table in a function that both shells can run:
 * a key press starts no process of ours. Where nothing is known, the shell completes names of files.
 */
export function completionScript(shell: Shell, completions: Completions): string {
  return `${candidates(completions)}\n${WRAPPERS[shell]}\n`;
}

const WRAPPERS: Readonly<Record<Shell, string>> = {
  bash: `_servebench() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  local before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  mapfile -t COMPREPLY < <(compgen -W "$(_servebench_candidates "\${before[@]}")" -- "$word")
}
complete -o default -F _servebench servebench`,
  zsh: `_servebench() {
  local -a found
  found=(\${(f)"$(_servebench_candidates "\${(@)words[2,CURRENT-1]}")"})
  if (( \${#found} )); then compadd -- $found; else _files; fi
}
compdef _servebench servebench`,
};

function candidates({ commands, afterFlag }: Completions): string {
  const topics = [
    ...new Set(commands.flatMap(({ words }) => (words.includes(' ') ? words.split(' ', 1) : []))),
  ];
  const first = [...new Set(commands.map(({ words }) => words.split(' ')[0] ?? ''))].sort();
  const below = (topic: string): string[] =>
    commands.flatMap(({ words }) => (words.startsWith(`${topic} `) ? [words.slice(topic.length + 1)] : []));
  const cases = [
    caseOf(`''`, first),
    ...topics.map((topic) => caseOf(quote(topic), below(topic))),
    ...commands.map(({ words, flags, values }) => caseOf(quote(words), [...values, ...flags])),
  ];
  return `# Completions of servebench; written by: servebench completions
_servebench_candidates() {
  local command='' last='' word
  for word in "$@"; do
    last="$word"
    case "$word" in -*) continue ;; esac
    case "$command" in
      '') command="$word" ;;
      ${topics.join('|')}) command="$command $word" ;;
    esac
  done
  case "$last" in
${Object.entries(afterFlag)
  .map(([flag, values]) => `${caseOf(flag, values).replace(/ ;;$/, '; return ;;')}`)
  .join('\n')}
  esac
  case "$command" in
${cases.join('\n')}
  esac
}`;
}

function caseOf(pattern: string, words: readonly string[]): string {
  if (words.length === 0) return `    ${pattern}) ;;`;
  return `    ${pattern}) printf '%s\\n' ${words.map(quote).join(' ')} ;;`;
}

/** One word of a POSIX shell, whatever is in it. */
function quote(word: string): string {
  return /^[\w-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
