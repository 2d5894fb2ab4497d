import { describe, expect, it } from 'vitest'
import { until } from './__fixtures__/until.ts'
import { createVirtualClock } from './create-virtual-clock.ts'

describe('a clock moved by hand', () => {
  it('wakes sleepers in time order, each at its own time', async () => {
    const clock = createVirtualClock({ startMs: 0 })
    const woken: string[] = []
    const sleepThenSay = async (ms: number, name: string): Promise<void> => {
      await clock.sleep(ms)
      woken.push(`${name} at ${clock.nowMs()}`)
    }
    const all = [
      sleepThenSay(300, 'c'),
      sleepThenSay(100, 'a'),
      sleepThenSay(200, 'b'),
      sleepThenSay(200, 'b2'),
    ]
    await clock.advance(250)
    expect(woken).toEqual(['a at 100', 'b at 200', 'b2 at 200'])
    expect(clock.nowMs()).toBe(250)
    await clock.advance(50)
    await Promise.all(all)
    expect(woken.at(-1)).toBe('c at 300')
  })

  it('wakes one who falls asleep again within the same advance', async () => {
    const clock = createVirtualClock({ startMs: 0 })
    const times: number[] = []
    const polling = (async () => {
      for (let poll = 0; poll < 3; poll += 1) {
        await clock.sleep(10)
        times.push(clock.nowMs())
      }
    })()
    await clock.advance(30)
    await polling
    expect(times).toEqual([10, 20, 30])
  })

  it('does not move by itself', async () => {
    const clock = createVirtualClock({ startMs: 5 })
    const stop = new AbortController()
    const sleeping = clock.sleep(1, stop.signal)
    for (let turn = 0; turn < 100; turn += 1) await new Promise(resolve => setImmediate(resolve))
    expect([clock.nowMs(), clock.sleeperCount()]).toEqual([5, 1])
    stop.abort(new Error('enough'))
    await expect(sleeping).rejects.toThrow('enough')
    expect(clock.sleeperCount()).toBe(0)
  })
})

describe('a clock that advances when everything waits', () => {
  it('jumps over a day at once', async () => {
    const clock = createVirtualClock({ startMs: 0, autoAdvance: true })
    await clock.sleep(86_400_000)
    expect(clock.nowMs()).toBe(86_400_000)
  })

  it('jumps to the earliest of many sleepers, and never past one', async () => {
    const clock = createVirtualClock({ startMs: 0, autoAdvance: true })
    const times = await Promise.all(
      [500, 20, 300].map(async ms => {
        await clock.sleep(ms)
        return clock.nowMs()
      }),
    )
    expect(times).toEqual([500, 20, 300])
  })

  it('stands still while somebody holds it', async () => {
    const clock = createVirtualClock({ startMs: 0, autoAdvance: true })
    const release = clock.hold()
    let isAwake = false
    const sleeping = clock.sleep(1).then(() => {
      isAwake = true
    })
    for (let turn = 0; turn < 100; turn += 1) await new Promise(resolve => setImmediate(resolve))
    expect(isAwake).toBe(false)
    release()
    release()
    await sleeping
    expect(clock.nowMs()).toBe(1)
  })

  it('does not jump for work nobody waits for, and does it on the way', async () => {
    const clock = createVirtualClock({ startMs: 0, autoAdvance: true })
    let doneAtMs = -1
    void clock.later(60).then(() => {
      doneAtMs = clock.nowMs()
    })
    for (let turn = 0; turn < 100; turn += 1) await new Promise(resolve => setImmediate(resolve))
    expect(clock.nowMs()).toBe(0)
    await clock.sleep(100)
    await until(() => doneAtMs >= 0)
    expect([doneAtMs, clock.nowMs()]).toEqual([60, 100])
  })
})
