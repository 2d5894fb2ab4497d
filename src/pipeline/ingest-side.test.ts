import { describe, expect, it } from 'vitest'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import { createRedactText, type RedactText } from '../privacy/redact-text.ts'
import { bareTrace } from '../records/bare-trace.ts'
import type { TraceId } from '../records/ids.ts'
import type { Trace } from '../records/trace.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import { WORTH_WORKERS } from '../stages/redact/redact-batches.ts'
import { redactOnly } from './ingest-side.ts'

const traces = Array.from(
  { length: WORTH_WORKERS + 1 },
  (_, index): Trace =>
    bareTrace(`t-${index}` as TraceId, [
      { role: 'user', text: index % 100 === 0 ? `I am user${index}@example.com` : 'Hello.', calls: [] },
    ]),
)

/** Redacts; its threads are this one, which waits longer for the batches that come first. */
function createWatched() {
  const handed: number[] = []
  const plain = createRedactText({
    detectors: defaultDetectors,
    tokenKey: { id: 'k1', bytes: new Uint8Array(32) },
  })
  const redactText: RedactText = Object.assign((text: string) => plain(text), plain, {
    startWorkers: () => ({
      depth: 3,
      redact: async (batch: readonly Trace[]) => {
        handed.push(batch.length)
        for (let turn = handed.length; turn < 12; turn += 1) await Promise.resolve()
        return batch.map(trace => redactTrace(trace, plain))
      },
      close: async () => undefined,
    }),
  })
  return { redactText, plain, handed }
}

describe('redactOnly', () => {
  it('hands more traces than one thread is quicker with to threads and gives them back in order, as one thread makes them', async () => {
    const { redactText, plain, handed } = createWatched()
    const redacted = await redactOnly(traces, { redactText })
    const told = (of: readonly Trace[]) =>
      of.map(({ traceId, messages }) => `${traceId} ${messages[0]?.text}`).join('\n')
    expect(told(redacted) === told(traces.map(trace => redactTrace(trace, plain)))).toBe(true)
    expect(told(redacted.slice(0, 1))).toMatch(/^t-0 I am <EMAIL_k1_/)
    expect(handed).toEqual([...Array(WORTH_WORKERS / 250).fill(250), 1])
  })

  it('starts no thread for fewer, nor for traces that are redacted already', async () => {
    const { redactText, handed } = createWatched()
    expect(await redactOnly(traces.slice(1), { redactText })).toHaveLength(WORTH_WORKERS)
    expect(await redactOnly(traces, { redactText }, { redacted: new Set(traces) })).toEqual(traces)
    expect(handed).toEqual([])
  })
})
