import { expect, it } from 'vitest'
import { IngestError } from '../errors/ingest-error.ts'
import type { TraceId } from '../records/ids.ts'
import { requireAnswers } from './require-answers.ts'

const named = (...ids: readonly string[]) => ids.map(id => ({ traceId: id as TraceId }))

it('stops a run whose candidate answered none of the requests, and shows an id of both sides', () => {
  expect(() => requireAnswers(named('c1', 'c2'), named('x1', 'x2', 'x3'))).toThrow(IngestError)
  expect(() => requireAnswers(named('c1', 'c2'), named('x1', 'x2', 'x3'))).toThrow(
    /none of 2 ids among its 3: production has for example `c1`, the candidate `x1`/,
  )
})

it('says how many requests are without an answer, and nothing when all have one', () => {
  expect(requireAnswers(named('a', 'b', 'c'), named('b'))).toMatch(/no answer to 2 of 3 requests/)
  expect(requireAnswers(named('a', 'b'), named('b', 'z', 'a'))).toBeUndefined()
})

it('leaves an empty window to what says so itself', () => {
  expect(requireAnswers([], named('a'))).toBeUndefined()
})
