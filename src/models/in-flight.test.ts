import { expect, it } from 'vitest'
import { inFlight } from './in-flight.ts'

it('has no more than the limit under way at a time, and does everything once', async () => {
  let underWay = 0
  let most = 0
  const done: number[] = []
  await inFlight([1, 2, 3, 4, 5, 6, 7], 3, async item => {
    most = Math.max(most, ++underWay)
    await Promise.resolve()
    underWay--
    done.push(item)
  })
  expect([most, done.toSorted()]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]])
})

it('starts nothing after a failure, but waits for what is under way before it throws it', async () => {
  const events: string[] = []
  const slow = Promise.withResolvers<void>()
  const work = inFlight(['fails', 'slow', 'never'], 2, async item => {
    events.push(`start ${item}`)
    if (item === 'fails') {
      queueMicrotask(() => queueMicrotask(slow.resolve))
      throw new Error('failed')
    }
    await slow.promise
    events.push(`end ${item}`)
  })
  await expect(work).rejects.toThrow('failed')
  expect(events).toEqual(['start fails', 'start slow', 'end slow'])
})
