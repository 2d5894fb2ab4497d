import { describe, expect, it } from 'vitest'
import type { TraceId } from '../../records/ids.ts'
import { crossCheck, crossCheckSubset } from './cross-check.ts'

function differences(judge: string, values: readonly (number | undefined)[]) {
  return { judge, differences: new Map(values.map((value, index) => [`t${index}` as TraceId, value])) }
}

function repeated(counts: readonly (readonly [count: number, value: number | undefined])[]) {
  return counts.flatMap(([count, value]) => Array.from({ length: count }, () => value))
}

describe('the check of one judge by another', () => {
  it('finds a judge that is kinder to the candidate', () => {
    const primary = differences(
      'p',
      repeated([
        [12, 0.5],
        [100, 0],
        [3, -0.5],
      ]),
    )
    const secondary = differences(
      's',
      repeated([
        [12, 0],
        [100, 0],
        [3, 0],
      ]),
    )
    const check = crossCheck(primary, secondary)
    expect(check).toMatchObject({
      primary: 'p',
      secondary: 's',
      pairs: 115,
      kinder: 12,
      harder: 3,
      effect: 9 / 115,
      meanShift: 4.5 / 115,
      verdict: 'differs',
    })
    // Twice the published one-sided tail of 12 against 3.
    expect(check.pValue).toBeCloseTo(2 * 0.017578125, 12)
    expect(check.interval?.[0]).toBeGreaterThan(0)
  })

  it('finds none where judges disagree both ways equally, however often', () => {
    const primary = differences(
      'p',
      repeated([
        [50, 0.5],
        [50, -0.5],
      ]),
    )
    const check = crossCheck(
      primary,
      differences(
        's',
        repeated([
          [50, -0.5],
          [50, 0.5],
        ]),
      ),
    )
    expect(check).toMatchObject({
      kinder: 50,
      harder: 50,
      effect: 0,
      pValue: 1,
      verdict: 'no-difference-shown',
    })
  })

  it('finds none in what chance does once in eight times', () => {
    const check = crossCheck(
      differences('p', [1, 1, 1, 1, 1, 1, -1]),
      differences('s', [0, 0, 0, 0, 0, 0, 0]),
    )
    expect(check).toMatchObject({ kinder: 6, harder: 1, pValue: 0.125, verdict: 'no-difference-shown' })
  })

  it('leaves out, and counts, what one of them did not score', () => {
    const check = crossCheck(differences('p', [0.5, undefined, 0, 0]), differences('s', [0.5, 0, undefined]))
    expect(check).toMatchObject({ pairs: 1, missing: 3, effect: 0 })
  })

  it('says nothing about no pairs', () => {
    const check = crossCheck(differences('p', []), differences('s', [1]))
    expect(check).toMatchObject({ effect: null, interval: null, pValue: null, verdict: 'not-evaluated' })
  })

  it('is sure of nothing after two hundred pairs without a difference', () => {
    const same = repeated([[200, 0.5]])
    const { interval } = crossCheck(differences('p', same), differences('s', same))
    expect(interval?.[0]).toBeLessThan(0)
    expect(interval?.[1]).toBeGreaterThan(0)
  })
})

describe('the random subset', () => {
  const ids = Array.from({ length: 500 }, (_, index) => `t${index}` as TraceId)

  it('does not depend on the order of the pairs, grows by keeping what it had, and differs by seed', () => {
    const subset = crossCheckSubset(ids, 200, 's')
    expect(new Set(subset).size).toBe(200)
    expect(crossCheckSubset(ids.toReversed(), 200, 's')).toEqual(subset)
    expect(crossCheckSubset(ids, 300, 's').slice(0, 200)).toEqual(subset)
    expect(crossCheckSubset(ids, 200, 'other')).not.toEqual(subset)
    expect(crossCheckSubset(ids.slice(0, 7), 200, 's')).toHaveLength(7)
  })
})
