import { CommanderError } from 'commander'
import { PipelineError } from '../errors/pipeline-error.ts'
import { StoreError } from '../errors/store-error.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { createProgram } from './create-program.ts'
import { egressWarning, guardStream } from './egress.ts'
import { configFileOf, namedConfig } from './named-config.ts'
import { usageErrorOf } from './usage-error.ts'

const EXIT_USAGE = 2
const EXIT_INTERNAL = 5

for (const stream of [process.stdout, process.stderr]) guardStream(stream)
process.stdout.on('error', outliveItsReader)
// Nobody can be told what standard error does not take; the verdict is not worse for it.
process.stderr.on('error', () => {})
// Node would end with 1, which says that the candidate is worse.
process.on('uncaughtException', error => process.exit(report(error)))

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = error instanceof CommanderError ? reportUsage(error) : report(error)
}

const stopped = egressWarning()
if (stopped !== undefined) process.stderr.write(`warning: ${stopped}\n`)

/**
 * A reader that has seen enough (`| head`) fails no command: it goes on, and its exit code stays the answer.
 *
 * @throws {StoreError} at everything else, a full disk first of all.
 */
function outliveItsReader(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') return
  throw new StoreError(`Expected to write standard output, got ${error.code}`, {
    location: 'standard output',
    cause: error,
    hint: 'run the same command again when it can be written; finished work is kept',
  })
}

/** Help and version were asked for and printed; a command group without a command printed its help instead. */
function reportUsage(error: CommanderError): number {
  if (error.exitCode === 0) return 0
  if (error.code === 'commander.help') return EXIT_USAGE
  return report(usageErrorOf(error, createProgram(), process.argv.slice(2)))
}

/** Prints what went wrong and gives the exit code for it (docs/errors.md). */
function report(error: unknown): number {
  if (error instanceof PipelineError) {
    process.stderr.write(`\nerror (${error.code}): ${lines(error.message)}\n`)
    if (error.hint !== undefined)
      process.stderr.write(`hint: ${lines(namedConfig(error.hint, configFileOf(process.argv.slice(2))))}\n`)
    return error.exitCode
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(
    `\nerror (invariant): this is a bug in tidegate, please report it with the lines below\n${lines(stack)}\n`,
  )
  return EXIT_INTERNAL
}

/** Messages may hold several lines; each is cleaned of control characters on its own. */
function lines(text: string): string {
  return text.split('\n').map(escapeTerminal).join('\n')
}
