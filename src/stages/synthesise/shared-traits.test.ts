import { describe, expect, it } from 'vitest'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { commonWords, LEAST_SOURCES } from './common-words.ts'
import { sharedTraits } from './shared-traits.ts'

const DAY_MS = 86_400_000

function trace(index: number, changes: Partial<RedactedTrace> = {}): RedactedTrace {
  const messages: RedactedTrace['messages'] = [
    { role: 'user', text: 'refund' as never, calls: [] },
    { role: 'assistant', text: 'done' as never, calls: [], finishReason: 'stop' },
  ]
  return { ...bareTrace(`t${index}` as TraceId, messages), customerId: `c${index}`, ...changes }
}

const many = (changes: (index: number) => Partial<RedactedTrace>, count = LEAST_SOURCES) =>
  Array.from({ length: count }, (_, index) => trace(index, changes(index)))

describe('sharedTraits', () => {
  it('keeps a flag that five customers have and drops one that four have', () => {
    const traces = many(index => ({ flags: { common: 'on', ...(index === 0 ? {} : { rare: 'x' }) } }))
    expect(sharedTraits(traces, '1', undefined)(traces[1]!).flags).toEqual({ common: 'on' })
  })

  it('keeps a tool many were offered, and of a rare one names and types alone', () => {
    const tool = (description: string) => ({
      name: 'find',
      description,
      parameters: {
        type: 'object',
        properties: { who: { type: 'string', enum: [description] } },
        required: ['who'],
      },
    })
    const traces = [
      ...many(() => ({ tools: [tool('for all')] })),
      trace(9, { tools: [tool('for Ann Smith')] }),
    ]
    const traitsOf = sharedTraits(traces, '1', undefined)
    expect(traitsOf(traces[0]!).tools).toEqual([tool('for all')])
    expect(traitsOf(traces.at(-1)!).tools).toEqual([
      {
        name: 'find',
        description: undefined,
        parameters: { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] },
      },
    ])
  })

  it('renames customers, the same to the same, and keeps the day of the time, in the window', () => {
    const traces = many(index => ({ customerId: `c${index % 2}`, startedAtMs: 10 * DAY_MS + 5000 }))
    const made = traces.map(sharedTraits(traces, '1', 10 * DAY_MS + 3000))
    expect(new Set(made.map(({ customerId }) => customerId)).size).toBe(2)
    expect(JSON.stringify(made)).not.toMatch(/"c[01]"/)
    expect(made[0]?.startedAtMs).toBe(10 * DAY_MS + 3000)
  })
})

describe('commonWords', () => {
  it('counts customers, not traces: one who says a word every day makes it no common word', () => {
    const traces = many(index => ({ customerId: 'one', traceId: `x${index}` as TraceId }), 50)
    expect(commonWords(traces).isCommon('refund')).toBe(false)
    expect(commonWords(many(() => ({}))).isCommon('refund')).toBe(true)
    expect(commonWords(many(() => ({}), LEAST_SOURCES - 1)).isCommon('refund')).toBe(false)
  })
})
