import { expect, it } from 'vitest'
import { createVirtualClock } from '../../testing/index.ts'
import { collectCalls } from './collect-calls.ts'
import { createWaiter } from './waiters.ts'

function bench(limits = {}) {
  const clock = createVirtualClock()
  const sent: (readonly string[])[] = []
  const collection = collectCalls({
    sleep: clock.sleep,
    quietMs: 2_000,
    limits: { maxItems: 3, maxBytes: 10_000, windowMs: 1, ...limits },
    send: waiting => sent.push(waiting.map(waiter => waiter.item.customId)),
  })
  const add = (customId: string, body = '{}'): void =>
    collection.add(createWaiter({ customId, body }, undefined).waiter)
  return { clock, sent, add, collection }
}

it('a batch is sent when no call came for the whole quiet time', async () => {
  const { clock, sent, add } = bench()
  add('a')
  await clock.advance(1_999)
  add('b')
  await clock.advance(2_000)
  expect(sent).toEqual([])
  await clock.advance(2_000)
  expect(sent).toEqual([['a', 'b']])
  add('c')
  await clock.advance(2_000)
  expect(sent).toEqual([['a', 'b'], ['c']])
})

it('a full batch does not wait, whether it is full of calls or of bytes', () => {
  const { sent, add } = bench()
  for (const id of ['a', 'b', 'c', 'd']) add(id)
  expect(sent).toEqual([['a', 'b', 'c']])
  add('e', 'x'.repeat(9_900))
  expect(sent[1]).toEqual(['d', 'e'])
})
