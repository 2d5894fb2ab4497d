import { describe, expect, it } from 'vitest'
import type { FiniteMatrix } from '../../../numeric/distance.ts'
import { createRng } from '../../../numeric/random.ts'
import { componentScores, principalComponents } from './principal-components.ts'

/** Points that vary by `spreads[j]` along axis j, turned by nothing, around (5, 5, ...). */
function cloud(spreads: readonly number[], rows = 400) {
  const rng = createRng('cloud')
  const data = Float64Array.from(
    { length: rows * spreads.length },
    (_, at) => 5 + spreads[at % spreads.length]! * (rng.nextFloat() - 0.5),
  )
  return { data, rows, columns: spreads.length }
}

describe('principalComponents', () => {
  it('finds the directions of most variance, most first, whatever the mean', () => {
    const { directions, mean } = principalComponents(cloud([1, 30, 2, 10, 1]), 2)
    expect(Math.abs(directions[1]!)).toBeCloseTo(1, 3)
    expect(Math.abs(directions[5 + 3]!)).toBeCloseTo(1, 3)
    expect(mean.every(value => Math.abs(value - 5) < 1)).toBe(true)
  })

  it('keeps distances when all directions are kept', () => {
    const points = cloud([3, 1, 2], 20)
    const components = principalComponents(points, 3)
    const scores = componentScores(points, components)
    const distance = ({ data, columns }: FiniteMatrix, a: number, b: number) =>
      Math.hypot(
        ...Array.from({ length: columns }, (_, j) => data[a * columns + j]! - data[b * columns + j]!),
      )
    for (const [a, b] of [
      [0, 1],
      [2, 17],
      [9, 10],
    ] as const)
      expect(distance(scores, a, b)).toBeCloseTo(distance(points, a, b), 9)
  })

  it('has no more directions than the points have dimensions, and scores no points', () => {
    const components = principalComponents(cloud([1, 2], 3), 50)
    expect(components.count).toBe(2)
    expect(componentScores({ data: new Float64Array(0), rows: 0, columns: 2 }, components).data).toHaveLength(
      0,
    )
  })

  it('gives zero scores for points that are all the same', () => {
    const same = { data: new Float64Array(12).fill(0.5), rows: 4, columns: 3 }
    expect([...componentScores(same, principalComponents(same, 2)).data].map(Math.abs)).toEqual(
      Array(8).fill(0),
    )
  })
})
