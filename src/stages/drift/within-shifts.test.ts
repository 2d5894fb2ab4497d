import { describe, expect, it } from 'vitest'
import { NumericError } from '../../errors/numeric-error.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { createRng, type Rng } from '../../numeric/random.ts'
import type { StratumId } from '../../records/ids.ts'
import { buildShareCounts } from '../../testing/share-counts-builder.ts'
import { compareShares } from './compare-shares.ts'
import { DEFAULT_DRIFT_POLICY } from './drift-policy.ts'
import { type StratumVectors, withinShifts } from './within-shifts.ts'

const COLUMNS = 5

function rows(count: number, rng: Rng, shift = 0): Matrix {
  const data = Float64Array.from(
    { length: count * COLUMNS },
    (_, at) => rng.nextFloat() + (at % COLUMNS === 0 ? shift : 0),
  )
  return { data, rows: count, columns: COLUMNS }
}

function stratum(name: string, reference: Matrix, current: Matrix): StratumVectors {
  return { stratumId: name as StratumId, label: `label ${name}`, reference, current }
}

function shiftsOf(strata: readonly StratumVectors[], seed = 'shifts') {
  return withinShifts(strata, DEFAULT_DRIFT_POLICY, createRng(seed))
}

describe('withinShifts', () => {
  it('names the one stratum of twenty whose requests changed, and no other', () => {
    const rng = createRng('twenty')
    const strata = Array.from({ length: 20 }, (_, index) =>
      stratum(`s${index}`, rows(40, rng), rows(40, rng, index === 7 ? 0.6 : 0)),
    )
    const shifts = shiftsOf(strata)
    expect(shifts.filter(({ isShift }) => isShift).map(({ stratumId }) => stratumId)).toEqual(['s7'])
    const [first] = shifts
    expect(first?.stratumId).toBe('s7')
    expect(first?.discrepancy).toBeGreaterThan(first?.discrepancyByChance[1] ?? Number.NaN)
    expect(first?.areaInterval[0]).toBeGreaterThan(0.5)
    // A plain 500 permutations could not reach the level among twenty strata: 20 / 501 is above it.
    expect(first?.pValue).toBeLessThan(1 / 501)
  })

  it('does not look into strata with fewer than 30 requests in a window', () => {
    const rng = createRng('few')
    const strata = [
      stratum('few', rows(29, rng), rows(500, rng, 3)),
      stratum('enough', rows(30, rng), rows(30, rng)),
    ]
    expect(shiftsOf(strata).map(({ stratumId }) => stratumId)).toEqual(['enough'])
    expect(shiftsOf([])).toEqual([])
  })

  it('draws large strata down to 300 requests a window, the same ones for the same seed', () => {
    const rng = createRng('large')
    const large = [stratum('large', rows(320, rng), rows(900, rng, 0.02))]
    const [shift] = shiftsOf(large)
    expect(shift).toMatchObject({ referenceSize: 300, currentSize: 300 })
    expect(shiftsOf(large)).toEqual([shift])
    expect(shiftsOf(large, 'another')[0]?.discrepancy).not.toBe(shift?.discrepancy)
  })

  it('refuses vectors of two embedding models', () => {
    const rng = createRng('models')
    const other = { data: new Float64Array(90), rows: 30, columns: 3 }
    expect(() => shiftsOf([stratum('mixed', rows(30, rng), other)])).toThrow(NumericError)
  })

  it('makes a report of a week whose shares stayed, and no page', () => {
    const rng = createRng('report')
    const within = shiftsOf([stratum('s00', rows(60, rng), rows(60, rng, 0.8))])
    const week = buildShareCounts([60, 60])
    const report = compareShares(week, week, DEFAULT_DRIFT_POLICY, { within })
    expect(report.level).toBe('report')
    expect(report.reasons[0]).toMatch(/^Requests inside "label s00" changed: a classifier .* area 0\.\d\d/)
  })
})
