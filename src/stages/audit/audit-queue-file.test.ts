import { expect, it } from 'vitest'
import { StoreError } from '../../errors/store-error.ts'
import { anItem, aQueue } from './__fixtures__/queues.ts'
import { parseAuditQueue, renderAuditQueue } from './audit-queue-file.ts'

const queue = aQueue([
  anItem('a', { auditProbability: 0.1 + 0.2, drawProbability: 1 / 3, preference: -0.5 }),
  anItem('b', { preference: null, texts: { request: 'user: hi\nthere', baseline: 'x', candidate: 'y' } }),
])

it('comes back from its file bit by bit', () => {
  expect(parseAuditQueue(renderAuditQueue(queue), 'r.jsonl')).toEqual(queue)
})

it('is refused when an item is missing: half a queue is no probability sample', () => {
  const lines = renderAuditQueue(queue).trimEnd().split('\n')
  expect(() => parseAuditQueue(lines.slice(0, -1).join('\n'), 'r.jsonl')).toThrow(
    'Expected an audit queue in r.jsonl, found 1 of 2 items',
  )
})

it.each([
  ['an empty file', ''],
  ['a chance of 0', renderAuditQueue(queue).replace('"auditProbability":1', '"auditProbability":0')],
  ['columns of different lengths', renderAuditQueue(queue).replace('"flagged":[false,', '"flagged":[')],
])('refuses %s', (_, text) => {
  expect(() => parseAuditQueue(text, 'r.jsonl')).toThrow(StoreError)
})
