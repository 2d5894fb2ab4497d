import { describe, expect, it } from 'vitest'
import { RedactionError } from '../errors/redaction-error.ts'
import type { RedactText } from '../privacy/redact-text.ts'
import type { RedactedText } from '../records/redacted-text.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { canonicalRow, toJsonLines } from '../stages/ingest/memory-io.ts'
import { WORTH_WORKERS } from '../stages/redact/redact-batches.ts'
import { createMemoryStore } from '../store/memory/create-memory-store.ts'
import { ingestIntoStore } from './ingest-into-store.ts'

const ids = Array.from({ length: WORTH_WORKERS + 1800 }, (_, index) => `t-${index}`)

async function* openFile(): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < ids.length; at += 50) {
    yield Buffer.from(toJsonLines(ids.slice(at, at + 50).map(id => canonicalRow(id))))
  }
}

const io = { listFiles: async (path: string) => [path], openFile, stdin: openFile }

async function* strangeFile(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"conversation":"c1"}\n')
}

async function* emptyFile(): AsyncGenerator<Uint8Array> {}

/** Redacts nothing; its threads say how many traces each batch had, and fail at the batch of this number. */
function createFake(failsAt?: number) {
  const handed: number[] = []
  let closed = 0
  const redactText: RedactText = Object.assign((text: string) => text as RedactedText, {
    together: (fields: Parameters<RedactText['together']>[0]) =>
      fields.map(({ text }) => text as RedactedText),
    pseudonym: (_entity: unknown, value: string) => value as RedactedText,
    isPrepared: false,
    prepare: async () => undefined,
    counts: () => ({}),
    startWorkers: () => ({
      depth: 2,
      redact: async (traces: readonly unknown[]) => {
        handed.push(traces.length)
        if (handed.length === failsAt) throw new RedactionError('failed', { detector: 'fake' })
        return traces as readonly RedactedTrace[]
      },
      close: async () => {
        closed += 1
      },
    }),
  })
  return { redactText, handed, closed: () => closed }
}

function ingest(redactText: RedactText, open: typeof emptyFile = openFile) {
  const store = createMemoryStore()
  const result = ingestIntoStore(
    { format: 'canonical', path: 'week.jsonl' },
    {
      io: { ...io, openFile: open },
      store,
      redactText,
      isForbiddenId: () => false,
      onWarning: () => undefined,
      signal: new AbortController().signal,
    },
  )
  return { store, result }
}

describe('ingestIntoStore', () => {
  it('hands what comes after the first traces to threads and keeps all in the order they were read', async () => {
    const { redactText, handed, closed } = createFake()
    const { store, result } = ingest(redactText)
    expect((await result).accepted).toBe(ids.length)
    expect([...store.traces('baseline')].map(({ traceId }) => traceId)).toEqual(ids)
    const given = handed.reduce((sum, count) => sum + count, 0)
    expect(given).toBe(1800)
    expect(closed()).toBe(1)
  })

  it('stops at a thread that fails: its batch and those after it are not kept, and the threads end', async () => {
    const { redactText, closed } = createFake(2)
    const { store, result } = ingest(redactText)
    await expect(result).rejects.toThrow(RedactionError)
    const kept = [...store.traces('baseline')].map(({ traceId }) => traceId)
    expect(kept).toEqual(ids.slice(0, WORTH_WORKERS + 500))
    expect(closed()).toBe(1)
  })

  it('is an error with a hint when rows are rejected and none is left, but none when there was no row at all', async () => {
    const { redactText } = createFake()
    await expect(ingest(redactText, strangeFile).result).rejects.toMatchObject({
      message: expect.stringContaining('found no usable one in 1 rows'),
      hint: expect.stringContaining('take a `map`'),
    })
    expect((await ingest(redactText, emptyFile).result).accepted).toBe(0)
  })
})
