import type { CommandNode } from './command-tree.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof SHELLS)[number]

/** The script that teaches a shell to complete the program's commands and options, and files otherwise. */
export function renderCompletion(shell: Shell, nodes: readonly CommandNode[]): string {
  if (shell === 'fish') return fish(nodes)
  return shell === 'zsh' ? zsh(nodes) : bash(nodes)
}

const NAME = 'tidegate'

/** What stands in the scripts is ours, but a quote in a description must not end one. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** The command path is the leading words that are no options; the deepest one that is known decides. */
function bash(nodes: readonly CommandNode[]): string {
  const cases = nodes.map(({ path, options, commands, choices }) => {
    const words = [...commands, ...choices, ...options.map(({ flag }) => flag)].join(' ')
    return `    ${quoted(path.join(' '))}) words=${quoted(words)} ;;`
  })
  const known = nodes.map(({ path }) => quoted(path.join(' '))).join('|')
  return `# ${NAME} completion bash > ~/.local/share/bash-completion/completions/${NAME}
_${NAME}() {
  local current=\${COMP_WORDS[COMP_CWORD]} command= candidate= word= words= index
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    [[ $word == -* ]] && break
    candidate=\${command:+$command }$word
    case $candidate in
      ${known}) command=$candidate ;;
      *) break ;;
    esac
  done
  case $command in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ $current != -* && \${#COMPREPLY[@]} -eq 0 ]] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -o filenames -F _${NAME} ${NAME}
`
}

function zsh(nodes: readonly CommandNode[]): string {
  const byPath = new Map(nodes.map(node => [node.path.join(' '), node]))
  const cases = nodes.map(({ path, options, commands, choices }) => {
    const described = [
      ...commands.map(name => `${name}:${byPath.get([...path, name].join(' '))?.description ?? ''}`),
      ...choices.map(choice => `${choice}:`),
      ...options.map(({ flag, description }) => `${flag}:${description}`),
    ]
    return `    ${quoted(path.join(' '))}) words=(${described.map(quoted).join(' ')}) ;;`
  })
  const known = nodes.map(({ path }) => quoted(path.join(' '))).join('|')
  return `#compdef ${NAME}
# ${NAME} completion zsh > "\${fpath[1]}/_${NAME}"
_${NAME}() {
  local command= candidate= word= index
  local -a words_before words
  words_before=("\${(@)words[2,CURRENT-1]}")
  words=()
  for word in $words_before; do
    [[ $word == -* ]] && break
    candidate=\${command:+$command }$word
    case $candidate in
      ${known}) command=$candidate ;;
      *) break ;;
    esac
  done
  case $command in
${cases.join('\n')}
  esac
  _describe -t commands ${NAME} words || _files
}
compdef _${NAME} ${NAME}
`
}

function fish(nodes: readonly CommandNode[]): string {
  const byPath = new Map(nodes.map(node => [node.path.join(' '), node]))
  const lines = nodes.flatMap(({ path, options, commands, choices }) => {
    const here = condition(path, commands)
    return [
      ...commands.map(
        name =>
          `complete -c ${NAME} -n ${quoted(here)} -f -a ${name} -d ${quoted(byPath.get([...path, name].join(' '))?.description ?? '')}`,
      ),
      ...choices.map(choice => `complete -c ${NAME} -n ${quoted(here)} -f -a ${choice}`),
      ...options.map(
        ({ flag, description }) =>
          `complete -c ${NAME} -n ${quoted(here)} -l ${flag.replace(/^-+/, '')} -d ${quoted(description)}`,
      ),
    ]
  })
  return `# ${NAME} completion fish > ~/.config/fish/completions/${NAME}.fish\n${lines.join('\n')}\n`
}

function condition(path: readonly string[], commands: readonly string[]): string {
  if (path.length === 0) return '__fish_use_subcommand'
  const seen = path.map(word => `__fish_seen_subcommand_from ${word}`)
  return [
    ...seen,
    ...(commands.length === 0 ? [] : [`not __fish_seen_subcommand_from ${commands.join(' ')}`]),
  ].join('; and ')
}
