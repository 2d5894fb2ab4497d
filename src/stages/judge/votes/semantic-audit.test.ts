import { expect, it } from 'vitest'
import { createSemanticAudit, falseHitBound } from './semantic-audit.ts'

function auditOf(limit?: number) {
  const warnings: string[] = []
  const onWarning = (warning: string) => warnings.push(warning)
  const audit = createSemanticAudit({ seed: 's', onWarning, ...(limit === undefined ? {} : { limit }) })
  const recordAll = (count: number, isSame = true) => {
    for (let each = 0; each < count; each += 1) audit.record(isSame)
  }
  const drawnOf = (count: number) =>
    Array.from({ length: count }, (_, key) => audit.isDrawn(`k${key}`)).filter(Boolean).length
  return { audit, warnings, recordAll, drawnOf }
}

it('asks every hit live until so many were right that at most 5% are wrong', () => {
  const { recordAll, drawnOf } = auditOf()
  recordAll(71)
  expect(drawnOf(100)).toBe(100)
  recordAll(1)
  expect(drawnOf(100)).toBeLessThan(20)
})

it('asks at least a twentieth of the later hits live, the same ones for the same seed', () => {
  const { recordAll, drawnOf } = auditOf()
  recordAll(72)
  expect(drawnOf(10_000)).toBeGreaterThan(500)
  expect(drawnOf(10_000)).toBe(drawnOf(10_000))
})

it('a judge that disagrees with itself more often allows its hits as much', () => {
  const { recordAll, drawnOf } = auditOf(0.2)
  recordAll(17)
  expect(drawnOf(100)).toBeLessThan(20)
})

it('goes off with one warning when the bound passes the limit', () => {
  const { audit, warnings, recordAll } = auditOf()
  recordAll(72)
  expect(audit.isOff()).toBe(false)
  recordAll(2, false)
  expect(audit.isOff()).toBe(true)
  expect(warnings).toEqual([
    'the semantic cache is off for the rest of the run: 1 of 73 audited hits disagree with a live vote, at most 7.4%, more than the 5.0% allowed',
  ])
})

it('a trial survives a disagreement and ends some time', () => {
  const { audit, recordAll, drawnOf } = auditOf()
  recordAll(1, false)
  recordAll(72)
  expect([audit.isOff(), drawnOf(50)]).toEqual([false, 50])
  recordAll(40)
  expect(drawnOf(100)).toBeLessThan(20)

  const hopeless = auditOf()
  hopeless.recordAll(30, false)
  hopeless.recordAll(257)
  expect(hopeless.audit.isOff()).toBe(false)
  hopeless.recordAll(1)
  expect(hopeless.audit.isOff()).toBe(true)
})

it('knows nothing of hits nobody audited', () => {
  expect(falseHitBound(0, 0)).toBe(1)
  expect(falseHitBound(0, 72)).toBeCloseTo(0.0499, 4)
})
