import { expect, it } from 'vitest'
import { chapmanEstimate } from '../../src/numeric/chapman.ts'
import { goodTuringCoverage } from '../../src/numeric/good-turing.ts'
import { normalQuantile } from '../../src/numeric/normal.ts'
import { labelCorrectedDelta } from '../../src/numeric/ppi.ts'
import { correctedShares, roganGladen } from '../../src/numeric/rogan-gladen.ts'
import { weightedShare } from '../../src/numeric/weighted-share.ts'
import { expectGolden, expectGoldenList, golden } from './golden.ts'

const CONFIDENCE = 0.95

const { ppi } = golden
const block = [0, 0, -0.5, 0.5, 0, -0.5, -0.5, 0, 0, 0.5, 0, 0, -0.5, 0, 0.5, 0, -0.5, 0, 0, 0]
const judged = { predictions: Array.from({ length: 5 }, () => block).flat() }
const labelled = { labels: ppi.Y, predictions: ppi.Yhat }

it('labels correct the judge: PPI++ with its lambda, its error with one degree of freedom less, the t interval', () => {
  const found = labelCorrectedDelta(labelled, judged, { confidence: CONFIDENCE })
  expectGolden(found.lambda, ppi.lam)
  expectGolden(found.estimate, ppi.ppi_pp)
  expectGolden(found.standardError, ppi.se_ddof1)
  expectGoldenList(found.interval, ppi.recommended_ci95_t9)
  expectGolden(found.labelsOnly, ppi.classical)
  expectGolden(found.judgeOnly, ppi.judge_only)
})

it('PPI with the judge believed in full', () => {
  const found = labelCorrectedDelta(labelled, judged, { confidence: CONFIDENCE, lambda: 1 })
  expectGolden(found.estimate, ppi.ppi_lam1)
})

it.each([
  ['with the judge believed in full', { lambda: 1 }, ppi.ppi_lam1_ci95, undefined],
  ['PPI++', {}, ppi.ppi_pp_ci95_ppi_py, ppi.se_ddof0],
] as const)(
  '%s: the interval of ppi_py, which divides by n and takes normal quantiles',
  (_name, given, interval, error) => {
    const found = labelCorrectedDelta(labelled, judged, { confidence: CONFIDENCE, ...given })
    const judgedError = found.lambda ** 2 * varianceOfMean(judged.predictions)
    const labelledError = found.standardError ** 2 - judgedError
    const [n, many] = [labelled.labels.length, judged.predictions.length]
    const narrower = Math.sqrt((judgedError * (many - 1)) / many + (labelledError * (n - 1)) / n)
    if (error !== undefined) expectGolden(narrower, error)
    const half = normalQuantile(0.975) * narrower
    expectGoldenList([found.estimate - half, found.estimate + half], interval)
  },
)

function varianceOfMean(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length * (values.length - 1))
}

it('a share corrected for the judge, Rogan-Gladen with the interval of Lang and Reiczigel', () => {
  const { p_obs, n, sens, m_pos, spec, m_neg, theta, se_delta, lang_reiczigel_ci95 } = golden.rogan_gladen
  const input = {
    share: p_obs,
    n,
    sensitivity: sens,
    positives: m_pos,
    specificity: spec,
    negatives: m_neg,
  }
  const found = roganGladen(input, CONFIDENCE)
  expectGolden(found.share, theta)
  expectGolden(found.standardError, se_delta)
  expectGoldenList(found.interval, lang_reiczigel_ci95)
})

it('shares of loss, tie and win behind those of the judge', () => {
  const { M_rows_true_LTW: rows, q_LTW, pi, delta_judge, delta_corrected } = golden.rogan_gladen_multiclass
  const confusion = { data: Float64Array.from(rows.flat()), rows: 3, columns: 3 }
  const shares = correctedShares(confusion, q_LTW)
  expectGoldenList(shares, pi)
  const halfNet = ([lost, , won]: readonly number[]) => ((won ?? Number.NaN) - (lost ?? Number.NaN)) / 2
  expectGolden(halfNet(shares), delta_corrected)
  const flawless = { data: Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]), rows: 3, columns: 3 }
  expectGolden(halfNet(correctedShares(flawless, q_LTW)), delta_judge)
})

it('capture-recapture', () => {
  const { n1, n2, m, N, se, unseen, log_ci95 } = golden.chapman
  const found = chapmanEstimate(n1, n2, m, CONFIDENCE)
  expectGolden(found.total, N)
  expectGolden(found.standardError, se)
  expectGolden(found.unseen, unseen)
  expectGoldenList(found.interval, log_ci95)
})

it('coverage of kinds', () => {
  const { n, f1, f2, coverage_turing, coverage_chao, chao1_unseen } = golden.good_turing
  const found = goodTuringCoverage({ n, once: f1, twice: f2 })
  expectGolden(found.coverage, coverage_turing)
  expectGolden(found.adjusted, coverage_chao, 1e-6)
  expectGolden(found.unseen, chao1_unseen)
})

it('failures missed among what was not flagged', () => {
  const { T, flagged, audit_of_unflagged, failures, est, cp95 } = golden.unflagged_direct
  const units = Array.from({ length: audit_of_unflagged }, (_, i) => ({
    weight: 7.3,
    value: i < failures ? 1 : 0,
  }))
  const share = weightedShare(units, CONFIDENCE)
  const missed = (of: number | undefined): number => (of ?? Number.NaN) * (T - flagged)
  expectGolden(missed(share?.estimate), est)
  expectGoldenList(share?.interval.map(missed) ?? [], cp95, 1e-7)
  expect(share?.effectiveSize).toBe(audit_of_unflagged)
})
