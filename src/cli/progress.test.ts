import { describe, expect, it } from 'vitest'
import { createProgress } from './progress.ts'

function watch(isTTY: boolean) {
  let atMs = 0
  let text = ''
  const listen = createProgress({ isTTY, write: part => (text += part) }, () => atMs)
  return {
    tell(
      kind: 'started' | 'advanced' | 'finished',
      done: number,
      afterMs: number,
      total: number | undefined = 400,
    ) {
      atMs += afterMs
      listen({ kind, stage: 'embed', done, total })
    },
    text: () => text,
  }
}

describe('createProgress', () => {
  it('writes one plain line per finished stage where nobody watches', () => {
    const { tell, text } = watch(false)
    tell('started', 0, 0)
    tell('advanced', 100, 1000)
    tell('finished', 400, 3000)
    expect(text()).toBe('embed             400 in 4.0 s, 100/s\n')
  })

  it('redraws one line with count, rate and time left on a terminal', () => {
    const { tell, text } = watch(true)
    tell('started', 0, 0)
    tell('advanced', 100, 2000)
    expect(text().split('\r\u001b[2K').at(-1)).toBe('embed             100 of 400, 50/s, 6 s left')
    tell('finished', 400, 2000)
    expect(text().split('\r\u001b[2K').at(-1)).toBe('embed             400 in 4.0 s, 100/s\n')
  })

  it('does not redraw more often than the eye follows', () => {
    const { tell, text } = watch(true)
    tell('started', 0, 0)
    for (let done = 1; done <= 100; done++) tell('advanced', done, 1)
    expect(text().split('\r').length).toBeLessThan(5)
  })
})
