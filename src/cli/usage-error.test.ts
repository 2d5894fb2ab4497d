import { CommanderError } from 'commander'
import { expect, it } from 'vitest'
import { createProgram } from './create-program.ts'
import { usageErrorOf } from './usage-error.ts'

it.each([
  ['extend run-1', 'Expected the option --target-size <n>, found none', 'tidegate extend'],
  ['flag', 'Expected <trace>, found none', 'tidegate flag'],
  ['nope', 'Expected a command of tidegate, found nope', 'tidegate'],
  ['adversarial nope', 'Expected a command of tidegate adversarial, found nope', 'tidegate adversarial'],
  ['run --nope', 'Expected an option of tidegate run, found --nope', 'tidegate run'],
  ['run -c', 'Expected a value after -c, --config <file>, found none', 'tidegate run'],
  ['run extra', 'Expected options alone, found 1: extra', 'tidegate run'],
  [
    'run --target-size x',
    'Expected a whole number of at least 1 for --target-size <n>, found x',
    'tidegate run',
  ],
  ['completion tcsh', 'Expected bash or zsh or fish for <shell>, found tcsh', 'tidegate completion'],
  ['report a b', 'Expected at most 1 besides the options, found 2: a, b', 'tidegate report'],
])('`tidegate %s` says what was expected and what was found', async (line, message, command) => {
  const error = await mistakeOf(line.split(' '))
  expect(error).toMatchObject({
    code: 'config',
    exitCode: 2,
    message,
    hint: `${command} --help lists what there is`,
  })
})

it('the hint names the option or command that was most likely meant', async () => {
  const { hint } = await mistakeOf(['run', '--jsn', 'x'])
  expect(hint).toBe('did you mean --json? tidegate run --help lists what there is')
})

it('what commander words in another way is passed on without its prefix', () => {
  const error = new CommanderError(1, 'commander.error', 'error: something else')
  expect(usageErrorOf(error, createProgram(), []).message).toBe('something else')
})

async function mistakeOf(args: readonly string[]) {
  const program = createProgram()
  const thrown: unknown = await program.parseAsync([...args], { from: 'user' }).then(
    () => undefined,
    error => error,
  )
  if (!(thrown instanceof CommanderError)) throw new Error('expected a mistake')
  return usageErrorOf(thrown, program, args)
}
