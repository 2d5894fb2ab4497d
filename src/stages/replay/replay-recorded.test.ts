import { expect, it } from 'vitest'
import { bareTrace } from '../../records/bare-trace.ts'
import type { TraceId } from '../../records/ids.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { replayRecorded } from './replay-recorded.ts'

function recorded(id: string, overrides: Partial<RedactedTrace> = {}): RedactedTrace {
  return { ...bareTrace(id as TraceId, []), ...overrides }
}

const origin = { kind: 'adversarial', weight: 1 } as const
const candidates = new Map(
  [recorded('b', { model: 'new' }), recorded('a', { model: 'new', finish: { kind: 'timeout' } })].map(
    trace => [trace.traceId, trace],
  ),
)

it('pairs the request with the candidate trace of its id and keeps the origin', () => {
  const request = recorded('b', { model: 'old' })
  expect(replayRecorded(request, origin, candidates)).toEqual({
    request,
    origin,
    baseline: { kind: 'completed', trace: request },
    candidate: { kind: 'completed', trace: recorded('b', { model: 'new' }) },
  })
})

it('keeps a trace that ended in a timeout as an answer, its ending included', () => {
  expect(replayRecorded(recorded('a'), origin, candidates).candidate).toMatchObject({
    kind: 'completed',
    trace: { finish: { kind: 'timeout' } },
  })
})

it('takes a candidate without the id for a failed replay', () => {
  expect(replayRecorded(recorded('c'), origin, candidates).candidate).toEqual({
    kind: 'failed',
    reason: 'missing',
  })
})
