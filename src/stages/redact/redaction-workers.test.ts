import { describe, expect, it } from 'vitest'
import { RedactionError } from '../../errors/redaction-error.ts'
import { defaultDetectors } from '../../privacy/default-detectors.ts'
import { createFieldPolicy } from '../../privacy/field-policy.ts'
import { namesDetector } from '../../privacy/names/names-detector.ts'
import { createRedactText, type RedactText } from '../../privacy/redact-text.ts'
import type { RedactionWorkers } from '../../privacy/redaction-workers.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import { simulateWeek } from '../../simulate/simulate-week.ts'
import { collectTraces } from '../ingest/collect-traces.ts'
import { redactTrace } from './redact.ts'
import { redactBatches } from './redact-batches.ts'
import type { RedactionSettings } from './redact-worker.ts'
import { withWorkers } from './with-workers.ts'

const SETTINGS: RedactionSettings = {
  tokenKey: { id: 'k7', bytes: new Uint8Array(32).fill(3) },
  hasNames: true,
  fields: { deny: ['/**/arguments/order_id', '/flags/plan'], allow: ['/**/arguments/pin'] },
  hasSurrogates: false,
}

function createPlain({
  tokenKey,
  hasNames,
  fields,
  hasSurrogates,
}: RedactionSettings = SETTINGS): RedactText {
  return createRedactText({
    detectors: hasNames ? [...defaultDetectors, namesDetector] : defaultDetectors,
    tokenKey,
    fields: createFieldPolicy(fields),
    hasSurrogates,
  })
}

/** A simulated week, with what its rows do not have: secrets, denied fields, odd keys, halves of characters. */
async function readWeek(count: number): Promise<readonly Trace[]> {
  const { baseline } = simulateWeek({
    seed: '5',
    candidate: 'healthy',
    traces: count,
    adversarial: 0,
    suite: 0,
    endsAtMs: Date.UTC(2026, 10, 15),
  })
  const lines = baseline.map(row => `${JSON.stringify(row)}\n`).join('')
  const { traces } = await collectTraces(
    { format: 'canonical', path: ['week.jsonl'] },
    {
      listFiles: async path => [path],
      openFile: async function* () {
        yield Buffer.from(lines)
      },
      stdin: async function* () {},
    },
    { side: 'baseline' },
  )
  return traces.map((trace, index) => ({
    ...trace,
    sessionId: `session-${index % 7}`,
    customerId: index % 3 === 0 ? undefined : `ann${index % 11}@example.com`,
    flags: { plan: `gold ${index}`, 'ann@example.com': 'by Maria Gonzalez' },
    messages: [
      ...trace.messages,
      {
        role: 'user',
        text: `I am Maria Gonzalez\ud83d, card 4111 1111 1111 1111, mail user${index}@example.com`,
        calls: [
          {
            id: 'extra',
            name: 'pay',
            arguments: {
              kind: 'parsed',
              value: JSON.parse(`{"__proto__": {"pin": "red one"}, "password": "p${index}", "zero": -0}`),
            },
          },
        ],
      },
    ],
  }))
}

const week = await readWeek(300)
const few = week.slice(0, 60)

function* slices(traces: readonly Trace[], size: number): Generator<readonly Trace[]> {
  for (let at = 0; at < traces.length; at += size) yield traces.slice(at, at + size)
}

async function redactWith(
  redactText: RedactText,
  { traces = few, aloneUntil = 0 }: { readonly traces?: readonly Trace[]; readonly aloneUntil?: number } = {},
) {
  const redacted: RedactedTrace[] = []
  for await (const batch of redactBatches(slices(traces, 10), redactText, { aloneUntil }))
    redacted.push(...batch)
  return redacted
}

describe('redaction by workers', () => {
  it.each([
    { title: 'tokens', settings: SETTINGS, traces: week },
    { title: 'surrogates', settings: { ...SETTINGS, hasSurrogates: true }, traces: few },
    { title: 'patterns alone', settings: { ...SETTINGS, hasNames: false }, traces: few },
  ])(
    'makes of traces what one thread makes, in their order and with its counts: $title',
    async ({ settings, traces }) => {
      const plain = createPlain(settings)
      const expected = traces.map(trace => redactTrace(trace, plain))
      const redactText = withWorkers(createPlain(settings), settings, 2)
      const redacted = await redactWith(redactText, { traces })
      expect(redacted).toStrictEqual(expected)
      expect(JSON.stringify(redacted) === JSON.stringify(expected)).toBe(true)
      expect(redactText.counts()).toEqual(plain.counts())
      expect(JSON.stringify(redacted).includes('user7@example.com')).toBe(false)
    },
  )

  it('adds what the threads replaced to what was replaced here', async () => {
    const plain = createPlain()
    for (const trace of few) redactTrace(trace, plain)
    const redactText = withWorkers(createPlain(), SETTINGS, 2)
    const started: RedactionWorkers[] = []
    const counted: RedactText = Object.assign((text: string) => redactText(text), redactText, {
      startWorkers: () => {
        const workers = redactText.startWorkers?.()
        if (workers === undefined) throw new Error('Expected workers')
        started.push(workers)
        return workers
      },
    })
    await redactWith(counted, { aloneUntil: 25 })
    expect(started).toHaveLength(1)
    expect(counted.counts()).toEqual(plain.counts())
    await redactWith(counted, { aloneUntil: 1000 })
    expect(started).toHaveLength(1)
  })

  it('stops with a redaction error when a thread throws on a text, and says nothing of the text', async () => {
    const broken = { ...SETTINGS, tokenKey: { id: 'k1', bytes: 5 as unknown as Uint8Array } }
    const error: unknown = await redactWith(withWorkers(createPlain(), broken, 2)).catch(thrown => thrown)
    expect(error).toBeInstanceOf(RedactionError)
    expect(String(error)).toContain('A redaction worker failed')
    expect((error as RedactionError).cause).toBeUndefined()
  })

  it('stops with a redaction error when a thread does not even start', async () => {
    const broken = { ...SETTINGS, fields: { deny: 5, allow: [] } as unknown as RedactionSettings['fields'] }
    await expect(redactWith(withWorkers(createPlain(), broken, 2))).rejects.toThrow(RedactionError)
  })

  it('fails what is asked of threads that have ended', async () => {
    const workers = withWorkers(createPlain(), SETTINGS, 1).startWorkers?.()
    const [half, late] = [workers?.redact(week), workers?.close().then(() => workers.redact(week))]
    await expect(half).rejects.toThrow(RedactionError)
    await expect(late).rejects.toThrow(RedactionError)
  })

  it('holds no more batches than two a thread, and ends its threads when the reader stops', async () => {
    let [read, ended] = [0, 0]
    const redactText = withWorkers(createPlain(), SETTINGS, 2)
    const watched: RedactText = Object.assign((text: string) => redactText(text), redactText, {
      startWorkers: () => {
        const workers = redactText.startWorkers?.()
        if (workers === undefined) throw new Error('Expected workers')
        const close = async () => {
          await workers.close()
          ended += 1
        }
        return { ...workers, close }
      },
    })
    function* counted() {
      for (const batch of slices(few, 10)) {
        read += 1
        yield batch
      }
    }
    for await (const first of redactBatches(counted(), watched, { aloneUntil: 0 })) {
      expect(first.map(({ traceId }) => traceId)).toEqual(few.slice(0, 10).map(({ traceId }) => traceId))
      break
    }
    expect({ read, ended }).toEqual({ read: 4, ended: 1 })
  })
})
