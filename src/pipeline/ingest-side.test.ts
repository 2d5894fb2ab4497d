import { describe, expect, it } from 'vitest'
import { defaultDetectors } from '../privacy/default-detectors.ts'
import { createRedactText, type RedactText } from '../privacy/redact-text.ts'
import { bareTrace } from '../records/bare-trace.ts'
import type { TraceId } from '../records/ids.ts'
import type { Trace } from '../records/trace.ts'
import { redactTrace } from '../stages/redact/redact.ts'
import { redactOnly } from './ingest-side.ts'

const traces = Array.from(
  { length: 2001 },
  (_, index): Trace =>
    bareTrace(`t-${index}` as TraceId, [{ role: 'user', text: `I am user${index}@example.com`, calls: [] }]),
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
  it('hands 2,001 traces to threads and gives them back in order, as one thread makes them', async () => {
    const { redactText, plain, handed } = createWatched()
    const redacted = await redactOnly(traces, { redactText })
    expect(redacted).toEqual(traces.map(trace => redactTrace(trace, plain)))
    expect(handed).toEqual([250, 250, 250, 250, 250, 250, 250, 250, 1])
  })

  it('starts no thread for 2,000, nor for traces that are redacted already', async () => {
    const { redactText, handed } = createWatched()
    expect(await redactOnly(traces.slice(1), { redactText })).toHaveLength(2000)
    expect(await redactOnly(traces, { redactText }, { redacted: new Set(traces) })).toEqual(traces)
    expect(handed).toEqual([])
  })
})
