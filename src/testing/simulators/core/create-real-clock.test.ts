import { expect, it } from 'vitest'
import { createRealClock } from './create-real-clock.ts'

it('shows the time it is handed, and wakes up by itself', async () => {
  const clock = createRealClock(() => 42)
  await clock.sleep(1)
  expect(clock.nowMs()).toBe(42)
})

it.each(['sleep', 'later'] as const)('%s ends with the reason it is aborted for', async wait => {
  const stop = new AbortController()
  const waiting = createRealClock(() => 0)[wait](60_000, stop.signal)
  const reason = new RangeError('closing time')
  stop.abort(reason)
  await expect(waiting).rejects.toBe(reason)
})
