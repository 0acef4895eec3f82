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

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A script that a shell evaluates at its start. What can come next is a table in a function of the shell: a key press
 * starts no process of ours. Where nothing is known, the shell completes names of files.
 */
export function completionScript(shell: Shell, completions: Completions): string {
  const script =
    shell === 'fish' ? fishScript(completions) : `${candidates(completions)}\n${WRAPPERS[shell]}`;
  return `# Completions of servebench; written by: servebench completions ${shell}\n${script}\n`;
}

/** What the shells do with the candidates. A candidate is text: nothing in it is expanded. */
const WRAPPERS: Readonly<Record<Exclude<Shell, 'fish'>, string>> = {
  bash: `_servebench() {
  local word="\${COMP_WORDS[COMP_CWORD]}" candidate quoted
  if [[ "$word" == '=' ]]; then word=''; fi
  COMPREPLY=()
  while IFS= read -r candidate; do
    if [[ "$candidate" == "$word"* ]]; then
      printf -v quoted '%q' "$candidate"
      COMPREPLY+=("$quoted")
    fi
  done < <(_servebench_candidates "\${COMP_WORDS[@]:1:COMP_CWORD-1}")
}
complete -o default -F _servebench servebench`,
  zsh: `_servebench() {
  local -a found
  found=(\${(f)"$(_servebench_candidates "\${(@)words[2,CURRENT-1]}")"})
  (( \${#found} )) && compadd -- $found || _files
}
compdef _servebench servebench`,
};

/** Words that may follow a command or the start of one; an empty text is the start of all. */
function following({ commands }: Completions): [words: string, candidates: readonly string[]][] {
  const first = [...new Set(commands.map(({ words }) => words.split(' ')[0] ?? ''))].sort();
  const below = (topic: string): string[] =>
    commands.flatMap(({ words }) => (words.startsWith(`${topic} `) ? [words.slice(topic.length + 1)] : []));
  return [
    ['', first],
    ...topicsOf(commands).map((topic): [string, string[]] => [topic, below(topic)]),
    ...commands.map(({ words, flags, values }): [string, string[]] => [words, [...values, ...flags]]),
  ];
}

function topicsOf(commands: readonly CommandShape[]): string[] {
  return [...new Set(commands.flatMap(({ words }) => (words.includes(' ') ? words.split(' ', 1) : [])))];
}

/** For bash and zsh, which both run it. */
function candidates(completions: Completions): string {
  const { commands, afterFlag } = completions;
  const topics = topicsOf(commands);
  const cases = following(completions).map(([words, found]) => caseOf(quote(words), found));
  return `_servebench_candidates() {
  local command='' last='' word
  for word in "$@"; do
    if [ "$word" = '=' ]; then continue; fi
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

function fishScript(completions: Completions): string {
  const { commands, afterFlag } = completions;
  const caseLines = ([words, found]: readonly [string, readonly string[]], end: string): string[] =>
    found.length === 0
      ? []
      : [`    case ${fishQuote(words)}`, `      printf '%s\\n' ${found.map(fishQuote).join(' ')}${end}`];
  return `function __servebench_candidates
  set -l command ''
  set -l last ''
  for word in $argv
    set last $word
    string match -q -- '-*' $word; and continue
    switch "$command"
      case ''
        set command $word
      case ${topicsOf(commands).map(fishQuote).join(' ')}
        set command "$command $word"
    end
  end
  switch "$last"
${Object.entries(afterFlag)
  .flatMap((entry) => caseLines(entry, '\n      return'))
  .join('\n')}
  end
  switch "$command"
${following(completions)
  .flatMap((entry) => caseLines(entry, ''))
  .join('\n')}
  end
end
function __servebench_next
  set -l words (commandline -opc)
  __servebench_candidates $words[2..-1]
end
complete -c servebench -f -n 'test (count (commandline -opc)) -eq 1' -a '(__servebench_next)'
complete -c servebench -n 'test (count (commandline -opc)) -gt 1' -a '(__servebench_next)'`;
}

/** One word of fish, whose single quotes know two escapes. */
function fishQuote(word: string): string {
  return `'${word.replace(/[\\']/g, String.raw`\$&`)}'`;
}

/** One word of a POSIX shell, whatever is in it. */
function quote(word: string): string {
  return /^[\w-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
