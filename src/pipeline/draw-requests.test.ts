import { expect, it } from 'vitest'
import type { TraceId } from '../records/ids.ts'
import { drawRequests } from './draw-requests.ts'

const IDS = Array.from({ length: 1_000 }, (_, at) => `t${at}` as TraceId)

it('draws the same ids whatever their order, keeps them when more are drawn, and others by another seed', () => {
  const few = drawRequests('a')(IDS, 100)
  expect(few.size).toBe(100)
  expect(drawRequests('a')(IDS.toReversed(), 100)).toEqual(few)
  const more = drawRequests('a')(IDS, 200)
  expect([...few].filter(id => more.has(id))).toHaveLength(100)
  const other = drawRequests('b')(IDS, 100)
  expect([...few].filter(id => other.has(id)).length).toBeLessThan(30)
})
