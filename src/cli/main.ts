import { InvalidArgumentError } from 'commander'
import { PipelineError } from '../errors/pipeline-error.ts'
import { escapeTerminal } from '../stages/report/escape-terminal.ts'
import { createProgram } from './create-program.ts'
import { egressWarning, guardStream } from './egress.ts'

const EXIT_USAGE = 2
const EXIT_INTERNAL = 5

for (const stream of [process.stdout, process.stderr]) {
  guardStream(stream)
  stream.on('error', outliveItsReader)
}

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = report(error)
}

const stopped = egressWarning()
if (stopped !== undefined) process.stderr.write(`warning: ${stopped}\n`)

/** A reader that has seen enough (`| head`) fails no command: it goes on, and its exit code stays the answer. */
function outliveItsReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** Prints what went wrong and gives the exit code for it (docs/errors.md). */
function report(error: unknown): number {
  if (error instanceof PipelineError) {
    process.stderr.write(`\nerror (${error.code}): ${lines(error.message)}\n`)
    if (error.hint !== undefined) process.stderr.write(`hint: ${lines(error.hint)}\n`)
    return error.exitCode
  }
  if (error instanceof InvalidArgumentError || isCommanderError(error))
    return error.exitCode === 0 ? 0 : EXIT_USAGE
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

function isCommanderError(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number'
}
