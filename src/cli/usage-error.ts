import type { Command, CommanderError } from 'commander'
import { ConfigError } from '../errors/config-error.ts'

type Found = { readonly expected: string; readonly found: string }

/** How commander words each mistake, and what it says in our words. */
const MISTAKES: readonly (readonly [RegExp, (parts: readonly string[], command: string) => Found])[] = [
  [
    /^unknown command '(.*?)'/s,
    ([name], command) => ({ expected: `a command of ${command}`, found: name ?? '' }),
  ],
  [
    /^unknown option '(.*?)'/s,
    ([name], command) => ({ expected: `an option of ${command}`, found: name ?? '' }),
  ],
  [
    /^required option '(.*)' not specified/s,
    ([flags]) => ({ expected: `the option ${flags}`, found: 'none' }),
  ],
  [/^missing required argument '(.*)'/s, ([name]) => ({ expected: `<${name}>`, found: 'none' })],
  [/^option '(.*)' argument missing/s, ([flags]) => ({ expected: `a value after ${flags}`, found: 'none' })],
  [
    /^option '(.*?)' argument '(.*)' is invalid\. Expected (.*)\.$/s,
    ([flags, value, expected]) => ({ expected: `${expected} for ${flags}`, found: value ?? '' }),
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '(.*)'\. Allowed choices are (.*)\.$/s,
    ([value, name, choices]) => ({
      expected: `${choices?.replaceAll(', ', ' or ')} for <${name}>`,
      found: value ?? '',
    }),
  ],
  [
    /^too many arguments for '.*'\. Expected (\d+) arguments? but got (.*)\.$/s,
    ([expected, found]) => ({
      expected: expected === '0' ? 'options alone' : `at most ${expected} besides the options`,
      found: found ?? '',
    }),
  ],
]

/**
 * A mistake on the command line as every other one is told: what was expected, what was found, a hint, exit 2.
 *
 * @param args - what stood after `tidegate`.
 */
export function usageErrorOf(error: CommanderError, program: Command, args: readonly string[]): ConfigError {
  const [text = '', suggestion] = error.message.replace(/^error: /, '').split('\n(Did you mean ')
  const command = commandLineOf(program, args)
  const help = `${command} --help lists what there is`
  return new ConfigError(messageOf(text, command), {
    path: command,
    hint: suggestion === undefined ? help : `did you mean ${suggestion.replace(/\)$/, '')} ${help}`,
    cause: error,
  })
}

function messageOf(text: string, command: string): string {
  for (const [pattern, tell] of MISTAKES) {
    const parts = pattern.exec(text)
    if (parts !== null) {
      const { expected, found } = tell(parts.slice(1), command)
      return `Expected ${expected}, found ${found}`
    }
  }
  return text
}

/** The names of the command and its parents, as typed. */
function commandLineOf(program: Command, args: readonly string[]): string {
  let command = program
  const names = [program.name()]
  for (const word of args) {
    const next = command.commands.find(each => each.name() === word)
    if (next === undefined) break
    command = next
    names.push(word)
  }
  return names.join(' ')
}
