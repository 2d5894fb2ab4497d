import { describe, expect, it } from 'vitest'
import type { AuditEvidence, JudgeSkew } from '../../records/audit.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import { buildJudgedPair, buildSample, buildStrata } from '../../testing/judged-pair-builder.ts'
import { decide } from './decide.ts'
import { DEFAULT_GATE_POLICY } from './gate-policy.ts'
import { withLabels } from './label-correction.ts'

/** A text preference over 2,000 pairs of which so many are won and lost. */
function pairsOf(won: number, lost: number, total = 2000): readonly JudgedPair[] {
  return Array.from({ length: total }, (_, index) =>
    buildJudgedPair({
      id: `t${index}`,
      preference: [0.5, index < won ? 1 : index < won + lost ? 0 : 0.5, 'judge'],
    }),
  )
}

function globalOf(pairs: readonly JudgedPair[], audit: AuditEvidence | undefined) {
  const sample = buildSample(pairs)
  const policy = { ...DEFAULT_GATE_POLICY, audit }
  const { gates, outcome } = decide(pairs, sample, buildStrata(sample), policy)
  return { outcome, global: gates.global, preference: gates.global.endpoints[1] }
}

const EVIDENCE: AuditEvidence = {
  series: 'judge-1',
  labels: 400,
  otherLabels: 0,
  skew: null,
  skewOfWeek: null,
  correction: null,
  overdue: null,
}

const PRECISE = { shift: -0.04, standardError: 0.01, labels: 400, runs: 8, lambda: 0.8 }

function skew(low: number, high: number, alarm: JudgeSkew['alarm']): JudgeSkew {
  return { mean: (low + high) / 2, interval: [low, high], labels: 50, alarm }
}

describe('the text preference beside the labels of people', () => {
  it('is the judge’s own, and passes, without any', () => {
    const { outcome, preference } = globalOf(pairsOf(100, 100), undefined)
    expect(outcome).toBe('PASS')
    expect(preference).not.toHaveProperty('judgeOnly')
  })

  it('clears nothing while the judge is skewed by more than a PASS may be off, whichever interval says so', () => {
    const blocks = skew(-0.2, -0.06, 'blocks')
    for (const audit of [
      { ...EVIDENCE, skew: blocks },
      { ...EVIDENCE, skewOfWeek: blocks },
    ]) {
      const { outcome, global } = globalOf(pairsOf(100, 100), audit)
      expect([outcome, global.verdict]).toEqual(['INCONCLUSIVE', 'INCONCLUSIVE'])
      expect(global.reason).toContain('people and judge differ by -0.130')
      expect(global.pairsToResolve).toBeNull()
    }
  })

  it('only warns of a smaller skew, and never takes a FAIL back', () => {
    expect(globalOf(pairsOf(100, 100), { ...EVIDENCE, skew: skew(-0.2, -0.01, 'skewed') }).outcome).toBe(
      'PASS',
    )
    const failed = globalOf(pairsOf(50, 250), { ...EVIDENCE, skew: skew(0.06, 0.2, 'blocks') })
    expect(failed.global.verdict).toBe('FAIL')
  })

  it('is moved by labels that resolve the margin, with both errors in its interval', () => {
    const plain = globalOf(pairsOf(100, 100), undefined).preference
    const { outcome, preference } = globalOf(pairsOf(100, 100), { ...EVIDENCE, correction: PRECISE })
    expect(outcome).toBe('FAIL')
    expect(preference?.estimate).toBeCloseTo((plain?.estimate ?? 0) - 0.04, 12)
    expect(preference?.standardError).toBeCloseTo(Math.hypot(plain?.standardError ?? 0, 0.01), 12)
    expect(preference?.judgeOnly).toEqual({
      estimate: plain?.estimate,
      interval: plain?.interval,
      standardError: plain?.standardError,
    })
    expect(preference?.reason).toContain('corrected by 400 labels of people (the judge alone: 0.000)')
  })

  it('takes no block from a skew that the correction already holds', () => {
    const audit = {
      ...EVIDENCE,
      skew: skew(0.06, 0.2, 'blocks'),
      correction: { ...PRECISE, shift: 0.13 },
    }
    expect(globalOf(pairsOf(100, 100), audit).outcome).toBe('PASS')
  })

  it('stays the judge’s own while the labels are few, or say too little to tell the margin', () => {
    const few = { ...EVIDENCE, correction: { ...PRECISE, labels: 49 } }
    const wide = { ...EVIDENCE, correction: { ...PRECISE, standardError: 0.0125 } }
    for (const audit of [few, wide]) {
      expect(globalOf(pairsOf(100, 100), audit).preference).not.toHaveProperty('judgeOnly')
    }
  })

  it('has nothing to move where nothing was judged', () => {
    const summary = { estimate: null, standardError: null } as Parameters<typeof withLabels>[0]
    expect(withLabels(summary, { ...EVIDENCE, correction: PRECISE }, 0.02)).toBe(summary)
  })
})
