import { classifierArea } from '../../numeric/classifier-test.ts'
import { benjaminiHochberg } from '../../numeric/false-discovery.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import { meanDiscrepancyTest } from '../../numeric/mean-discrepancy.ts'
import type { Rng } from '../../numeric/random.ts'
import { randomSubsets } from '../../numeric/random-subset.ts'
import type { WithinShift } from '../../records/drift.ts'
import type { StratumId } from '../../records/ids.ts'
import type { DriftPolicy } from './drift-policy.ts'

/** The requests of one stratum in both windows, in one embedding space. */
export type StratumVectors = {
  readonly stratumId: StratumId
  readonly label: string
  /** Shapes (n, d) and (m, d); one row per session where sessions are known: rows must be independent. */
  readonly reference: Matrix
  readonly current: Matrix
}

/** Fewer rows on a side tell nothing at this level. */
const FEWEST_ROWS = 30
/** More are drawn down to this many: time stays bounded, and shifts too small to matter stay unseen. */
const MOST_ROWS = 300
const PERMUTATIONS = 500
/** Per stratum, so that one shifted stratum among many can reach the level after correction. */
const FINEST_PERMUTATIONS = 2

type Tested = Omit<WithinShift, 'adjustedPValue' | 'isShift'>

/**
 * Whether the requests inside each stratum changed, for strata with 30 requests or more in both windows: maximum mean
 * discrepancy by permutation, Benjamini-Hochberg over the strata, most significant first. The area under the curve of
 * a classifier is given beside it as the size of the change.
 *
 * The discrepancy tests and the classifier describes, because on real requests (docs/drift.md) the first found more
 * changes at the same level in half the time.
 *
 * @throws {NumericError} `out-of-range` when the two windows' vectors are of different lengths, `non-finite`.
 * @see statistics note, section 5; Gretton et al. 2012.
 */
export function withinShifts(
  strata: readonly StratumVectors[],
  policy: DriftPolicy,
  rng: Rng,
): readonly WithinShift[] {
  const large = strata.filter(
    ({ reference, current }) => Math.min(reference.rows, current.rows) >= FEWEST_ROWS,
  )
  const finest = Math.ceil((FINEST_PERMUTATIONS * large.length) / policy.withinLevel)
  const tested = large.map(stratum => testStratum(stratum, Math.max(PERMUTATIONS, finest), rng))
  const adjusted = benjaminiHochberg(tested.map(({ pValue }) => pValue))
  return tested
    .map((row, index): WithinShift => {
      const adjustedPValue = adjusted[index] ?? 1
      return { ...row, adjustedPValue, isShift: adjustedPValue < policy.withinLevel }
    })
    .sort((a, b) => a.pValue - b.pValue || (a.stratumId < b.stratumId ? -1 : 1))
}

function testStratum(stratum: StratumVectors, maxDraws: number, rng: Rng): Tested {
  const reference = drawnDown(stratum.reference, rng)
  const current = drawnDown(stratum.current, rng)
  const test = meanDiscrepancyTest(reference, current, rng, { draws: PERMUTATIONS, maxDraws })
  const { area, interval } = classifierArea(reference, current, rng)
  const byChance = test.nullValues.toSorted()
  const atQuantile = (share: number) => byChance[Math.round(share * (byChance.length - 1))] ?? 0
  return {
    stratumId: stratum.stratumId,
    label: stratum.label,
    referenceSize: reference.rows,
    currentSize: current.rows,
    areaUnderCurve: area,
    areaInterval: interval,
    discrepancy: test.statistic,
    discrepancyByChance: [atQuantile(0.025), atQuantile(0.975)],
    pValue: test.pValue,
  }
}

function drawnDown(rows: Matrix, rng: Rng): Matrix {
  if (rows.rows <= MOST_ROWS) return rows
  const { data, columns } = rows
  const kept = randomSubsets(rows.rows, MOST_ROWS, rng)()
  const picked = new Float64Array(MOST_ROWS * columns)
  for (const [at, row] of kept.entries())
    picked.set(data.subarray(row * columns, (row + 1) * columns), at * columns)
  return { data: picked, rows: MOST_ROWS, columns }
}
