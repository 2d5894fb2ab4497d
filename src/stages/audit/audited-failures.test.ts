import { expect, it } from 'vitest'
import { aLabel, anItem, aQueue } from './__fixtures__/queues.ts'
import { auditedFailures } from './audited-failures.ts'

const queue = aQueue(['t1', 't2', 't3', 't4'].map(trace => anItem(trace)))

it('names what most people call a failure of production, and apart from it of the candidate alone', () => {
  const labels = [
    aLabel('t1', { baselineFailed: true, candidateFailed: true }),
    aLabel('t2', { candidateFailed: true, baselineFailed: false }),
    aLabel('t3', { baselineFailed: true }),
    aLabel('t3', { baselineFailed: false, rater: 'bo' }),
    aLabel('t4', { preference: 'baseline' }),
  ]
  expect(auditedFailures([queue], labels)).toEqual({ production: ['t1'], candidateAlone: ['t2'] })
})

it('goes by the last word of each person', () => {
  const labels = [aLabel('t1', { baselineFailed: true }), aLabel('t1', { baselineFailed: false })]
  expect(auditedFailures([queue], labels)).toEqual({ production: [], candidateAlone: [] })
})
