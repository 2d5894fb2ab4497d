import { describe, expect, it } from 'vitest'
import type { Matrix } from '../../../numeric/matrix.ts'
import type { CoAssignment } from './co-assignment.ts'
import { matchStrata } from './match-strata.ts'

/** Unit vectors in the plane, by angle in degrees: 45 degrees apart is a cost of 0.29. */
function at(...angles: readonly number[]): Matrix {
  const data = angles.flatMap(angle => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)])
  return { data: Float64Array.from(data), rows: angles.length, columns: 2 }
}

/** Rows are strata before, the last one unassigned; columns clusters now, the last one noise. */
function tableOf(...rows: readonly (readonly number[])[]): CoAssignment {
  return { counts: Uint32Array.from(rows.flat()), before: rows.length - 1, now: rows[0]!.length - 1 }
}

describe('matchStrata', () => {
  it('matches what lies near and holds the same traces, whatever the order', () => {
    const { pairs, ...events } = matchStrata(
      at(0, 90),
      at(95, 3),
      tableOf([2, 98, 0], [90, 0, 5], [4, 2, 9]),
      [0.5, 0.5],
    )
    expect(pairs.map(({ before, now }) => [before, now])).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(pairs[1]?.jaccard).toBeCloseTo(90 / (95 + 96 - 90), 12)
    expect(pairs[1]?.cost).toBeCloseTo(1 - Math.cos((5 * Math.PI) / 180), 12)
    expect(events).toEqual({ appeared: [], vanished: [], splits: [], mergers: [] })
  })

  it('accepts no pair that lies far apart or shares few traces', () => {
    const far = matchStrata(at(0), at(50), tableOf([50, 0], [0, 0]), [1])
    expect(far.pairs).toEqual([])
    const strangers = matchStrata(at(0), at(1), tableOf([20, 30], [30, 0]), [0.6])
    // Jaccard 20 / 80.
    expect(strangers.pairs).toEqual([])
  })

  it('names a new cluster, and a stratum whose traffic is gone', () => {
    const matching = matchStrata(
      at(0, 90, 180),
      at(0, 270),
      tableOf([100, 0, 3], [0, 0, 0], [2, 1, 0], [0, 60, 10]),
      [0.5, 0.3, 0.2],
    )
    expect(matching.appeared).toEqual([1])
    expect(matching.vanished).toEqual([1, 2])
    expect([matching.splits, matching.mergers]).toEqual([[], []])
  })

  it('names a split, its larger part carrying on', () => {
    const matching = matchStrata(at(0), at(20, 350), tableOf([30, 70, 0], [2, 0, 5]), [1])
    expect(matching.pairs.map(({ now }) => now)).toEqual([1])
    expect(matching.splits).toEqual([{ from: 0, into: [1, 0] }])
    expect([matching.appeared, matching.vanished]).toEqual([[], []])
  })

  it('names a merger, also when no part is large enough to carry on', () => {
    const two = matchStrata(at(0, 20), at(8), tableOf([70, 0], [40, 1], [1, 0]), [0.6, 0.4])
    expect(two.mergers).toEqual([{ from: [0, 1], into: 0 }])
    expect(two.vanished).toEqual([])
    const four = matchStrata(
      at(0, 20, 340, 30),
      at(8),
      tableOf([30, 0], [30, 0], [30, 0], [30, 0], [0, 0]),
      [0.25, 0.25, 0.25, 0.25],
    )
    expect(four.pairs).toEqual([])
    expect(four.mergers).toEqual([{ from: [0, 1, 2, 3], into: 0 }])
    expect(four.appeared).toEqual([])
  })

  it('takes a handful of strays of a stratum that is gone for no merger', () => {
    const matching = matchStrata(at(0, 90), at(0), tableOf([100, 0], [3, 0], [0, 0]), [0.5, 0.5])
    expect(matching.mergers).toEqual([])
    expect(matching.vanished).toEqual([1])
  })

  it('calls a cluster of mostly unassigned traces new, although two small strata went into it', () => {
    const matching = matchStrata(at(0, 20), at(10), tableOf([15, 0], [15, 0], [170, 0]), [0.075, 0.075])
    expect(matching.appeared).toEqual([0])
    expect(matching.mergers).toEqual([])
  })

  it('lets no pair that would be refused take the partner of one that is accepted', () => {
    // By cost alone 0 -> 1 and 1 -> 0 is cheapest in sum (0.02 + 0.03); the traces say 0 -> 0.
    const matching = matchStrata(
      at(0, 30),
      at(14, 12),
      tableOf([90, 0, 0], [0, 0, 40], [0, 50, 0]),
      [0.6, 0.2],
    )
    expect(matching.pairs.map(({ before, now }) => [before, now])).toEqual([[0, 0]])
    expect([matching.appeared, matching.vanished]).toEqual([[1], [1]])
  })

  it('has nothing to match without strata on one side', () => {
    expect(matchStrata(at(), at(0), tableOf([20, 0]), []).appeared).toEqual([0])
    expect(matchStrata(at(0), at(), tableOf([5], [0]), [1]).vanished).toEqual([0])
  })
})
