import { describe, expect, it } from 'vitest'
import { placeAmong } from './place-among.ts'

const line = (...values: readonly number[]) => ({
  data: Float64Array.from(values),
  rows: values.length,
  columns: 1,
})

describe('placeAmong', () => {
  const anchors = line(0, 1, 2, 3, 4, 100, 101, 102, 103, 104)
  const layout = Float64Array.from({ length: 20 }, (_, at) => (at < 10 ? -5 : 5) + (at % 2))

  it('puts a point among the laid-out points it is close to', () => {
    expect([...placeAmong(line(1.4, 103.2), anchors, layout)].map(Math.round)).toEqual([-5, -4, 5, 6])
  })

  it('counts nearer neighbours more', () => {
    const spread = Float64Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? at / 2 : 0))
    const [x] = placeAmong(line(0.1), anchors, spread)
    expect(x).toBeGreaterThan(0)
    expect(x).toBeLessThan(2)
  })

  it('puts a point that equals several at their mean', () => {
    const same = line(7, 7)
    expect([...placeAmong(line(7), same, Float64Array.of(0, 2, 4, 6))]).toEqual([2, 4])
  })

  it('places nothing when there is nothing to place', () => {
    expect(placeAmong(line(), anchors, layout)).toHaveLength(0)
  })
})
