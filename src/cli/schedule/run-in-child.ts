import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export type ChildCommand = {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

export type ChildOptions = {
  /** Ends the child: first by asking, then by force. */
  readonly signal: AbortSignal
  /** Told each line the child prints. */
  readonly onLine: (line: string) => void
  readonly setTimer: (callback: () => void, ms: number) => () => void
}

/** `exitCode` null: a signal ended it. */
export type ChildEnding = { readonly exitCode: number | null; readonly isTooLong: boolean }

/** A batch of judgements may take its provider a day; twice that is a run that hangs. */
const LONGEST_RUN_MS = 48 * 3_600_000
/** How long a run may take to keep what is finished. */
const GRACE_MS = 10_000
const LONGEST_LINE = 500

/**
 * Runs a command in a process of its own, which ends with this one: asked to when `signal` aborts, and by itself when this
 * process dies (the channel between them closes). Ctrl-C in the terminal reaches this process alone.
 *
 * @throws {Error} when the process cannot be started.
 */
export async function runInChild(
  { command, args, env }: ChildCommand,
  { signal, onLine, setTimer }: ChildOptions,
): Promise<ChildEnding> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true })
  let isTooLong = false
  let cancelKill = (): void => {}
  const end = (): void => {
    child.kill('SIGTERM')
    cancelKill = setTimer(() => child.kill('SIGKILL'), GRACE_MS)
  }
  const cancelLimit = setTimer(() => {
    isTooLong = true
    end()
  }, LONGEST_RUN_MS)
  for (const stream of [child.stdout, child.stderr]) onLines(stream, onLine)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    return { exitCode, isTooLong }
  } finally {
    signal.removeEventListener('abort', end)
    cancelLimit()
    cancelKill()
  }
}

function onLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream === null) return
  createInterface({ input: stream }).on('line', line => {
    if (line.trim() !== '') onLine(line.slice(0, LONGEST_LINE))
  })
}
