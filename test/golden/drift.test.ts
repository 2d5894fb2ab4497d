import { describe, expect, it } from 'vitest'
import { jensenShannonDivergence, populationStabilityIndex } from '../../src/numeric/divergence.ts'
import { hungarian } from '../../src/numeric/hungarian.ts'
import type { DriftReport, ShareDrift } from '../../src/records/drift.ts'
import { compareShares } from '../../src/stages/drift/compare-shares.ts'
import { DEFAULT_DRIFT_POLICY } from '../../src/stages/drift/drift-policy.ts'
import { buildShareCounts } from '../../src/testing/share-counts-builder.ts'
import { expectGolden, expectGoldenList, golden } from './golden.ts'

const { a, b } = golden.drift

function compared(factor: number): DriftReport {
  const scaled = (counts: readonly number[]) => buildShareCounts(counts.map(count => count * factor))
  return compareShares(scaled(a), scaled(b), DEFAULT_DRIFT_POLICY)
}

/** One number per stratum, in the order of the golden file. */
function perStratum<T>(report: DriftReport, read: (share: ShareDrift) => T): readonly T[] {
  return report.shares.toSorted((x, y) => (x.stratumId < y.stratumId ? -1 : 1)).map(read)
}

describe('two weeks of 2,000 traces that did not drift', () => {
  const report = compared(1)

  it('per stratum: change, log ratio, standard error, p and adjusted p', () => {
    const { rel_change, log_ratio, se, p_cluster, bh } = golden.drift
    expectGoldenList(
      perStratum(report, ({ ratio }) => (ratio ?? Number.NaN) - 1),
      rel_change,
      1e-6,
    )
    expectGoldenList(
      perStratum(report, ({ logRatio }) => logRatio),
      log_ratio,
      1e-6,
    )
    expectGoldenList(
      perStratum(report, ({ standardError }) => standardError),
      se,
      1e-6,
    )
    expectGoldenList(
      perStratum(report, ({ pValue }) => pValue),
      p_cluster,
    )
    expectGoldenList(
      perStratum(report, ({ adjustedPValue }) => adjustedPValue ?? Number.NaN),
      bh,
    )
  })

  it('over all strata: chi-square and the three descriptions', () => {
    expectGolden(report.global?.statistic, golden.drift.chi2, 1e-7)
    expect(report.global?.degreesOfFreedom).toBe(golden.drift.df)
    expectGolden(report.global?.pValue, golden.drift.p)
    const { populationStabilityIndex: psi, jensenShannon, totalVariation } = report.descriptions
    expectGolden(psi.value ?? Number.NaN, golden.drift.psi)
    expectGolden(jensenShannon.value ?? Number.NaN, golden.drift.jsd_bits)
    expectGolden(Math.sqrt(jensenShannon.value ?? Number.NaN), golden.drift.js_distance)
    expectGolden(totalVariation.value ?? Number.NaN, golden.drift.tv)
    expectGolden(populationStabilityIndex(a, b), golden.drift.psi)
    expectGolden(jensenShannonDivergence(a, b), golden.drift.jsd_bits)
  })

  it('two strata exceed 15% and nothing is said of them', () => {
    expect(report.level).toBe('none')
    expect(report.shares.filter(({ ratio }) => Math.abs((ratio ?? 1) - 1) > 0.15)).toHaveLength(2)
  })
})

it('an overdispersion of 2 widens every standard error', () => {
  const reference = { ...buildShareCounts(a), days: twoDaysOf(a, 2) }
  const report = compareShares(reference, buildShareCounts(b), DEFAULT_DRIFT_POLICY)
  expectGolden(report.overdispersion.factor, 2, 1e-9)
  expectGoldenList(
    perStratum(report, ({ standardError }) => standardError),
    golden.drift.se_with_phi2,
    1e-6,
  )
})

describe('the same shares in weeks of 50,000', () => {
  const report = compared(25)

  it('per stratum: p, adjusted p and the alert', () => {
    const { p_cluster, bh, flag } = golden.drift_x25
    expectGoldenList(
      perStratum(report, ({ pValue }) => pValue),
      p_cluster,
      1e-10,
    )
    expectGoldenList(
      perStratum(report, ({ adjustedPValue }) => adjustedPValue ?? Number.NaN),
      bh,
      1e-10,
    )
    expect(perStratum(report, ({ level }) => level !== 'none')).toEqual(flag)
  })
})

it('clusters of two weeks match at the least cost, and the one left over is new', () => {
  const { cost, rows, cols, total, new_cluster_rows } = golden.hungarian
  const matched = hungarian({
    data: Float64Array.from(cost.flat()),
    rows: cost.length,
    columns: cost[0]?.length ?? 0,
  })
  expect(rows.map(row => matched.columnOfRow[row])).toEqual(cols)
  expectGolden(matched.totalCost, total)
  expect(new_cluster_rows.map(row => matched.columnOfRow[row])).toEqual([-1])
})

/** Two days whose table of counts has Pearson's X^2 = `factor` times its degrees of freedom; sums are `totals`. */
function twoDaysOf(totals: readonly number[], factor: number) {
  // Day 1 holds half of each stratum plus e_k, day 2 the rest: X^2 = sum of 4 e_k^2 / total_k when the e_k sum to 0.
  const scale = Math.sqrt((factor * (totals.length - 1)) / (4 * 100 * (1 / totals[0]! + 1 / totals[1]!)))
  const offsets = totals.map((_, k) => (k === 0 ? 10 * scale : k === 1 ? -10 * scale : 0))
  return [1, -1].map((sign, day) => ({
    day: `2026-11-0${day + 1}`,
    counts: totals.map((total, k) => total / 2 + sign * offsets[k]!),
  }))
}
