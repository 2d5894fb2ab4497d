import { expect, it } from 'vitest'
import type { AuditEvidence } from '../../records/audit.ts'
import type { EndpointEstimate } from '../../records/decision.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import { auditLines } from './audit-lines.ts'

const EVIDENCE: AuditEvidence = {
  series: 'judge-1',
  labels: 120,
  otherLabels: 0,
  skew: null,
  skewOfWeek: null,
  correction: { shift: -0.03, standardError: 0.015, labels: 120, runs: 3, lambda: 0.8 },
  overdue: null,
}

function linesOf(audit: AuditEvidence | undefined, preference: Partial<EndpointEstimate> = {}) {
  const endpoints = [{ endpoint: 'preference', estimate: 0.01, interval: [0, 0.02], ...preference }]
  return auditLines({ audit, decision: { gates: { global: { endpoints } } } } as unknown as Evaluation)
}

it('is silent where nobody was asked', () => {
  expect(linesOf(undefined)).toEqual([])
  expect(linesOf({ ...EVIDENCE, correction: null })).toEqual([])
})

it('shows a correction beside the judge while the labels are too few, and in its place when they are not', () => {
  expect(linesOf(EVIDENCE)).toEqual([
    'Label-corrected difference: about -0.020 (shift -0.030, standard error 0.015, 120 labels of 3 runs): shown beside, too few labels to resolve the margin',
  ])
  const judgeOnly = { estimate: 0.01, interval: [0, 0.02] as const, standardError: 0.006 }
  expect(linesOf(EVIDENCE, { estimate: -0.02, interval: [-0.045, 0.005], judgeOnly })).toEqual([
    "Label-corrected difference: -0.020 [-0.045, +0.005] from 120 labels of 3 runs, in place of the judge's own +0.010 [0.000, +0.020]",
  ])
})

it('has no corrected difference without one to correct', () => {
  expect(linesOf(EVIDENCE, { estimate: null })).toEqual([])
})

it('raises the alarm, names the side the judge favours, and says what is overdue or of another series', () => {
  const lines = linesOf({
    ...EVIDENCE,
    correction: null,
    skew: { mean: -0.02, interval: [-0.03, -0.01], labels: 120, alarm: 'skewed' },
    skewOfWeek: { mean: 0.1, interval: [0.06, 0.14], labels: 40, alarm: 'blocks' },
    otherLabels: 7,
    overdue: { labelled: 12, wanted: 50 },
  })
  expect(lines).toEqual([
    'Judge skew, eight weeks: -0.020, 95% [-0.030, -0.010], 120 labels: ALARM: the judge favours the candidate',
    'Judge skew, this week: +0.100, 95% [+0.060, +0.140], 40 labels: ALARM: the judge favours the baseline by more than a PASS of the judge alone may be off',
    '7 labelled items of another judge or rubric: another series, used for nothing here',
    'Audit overdue: 12 of 50 items of the last complete week are labelled (`tidegate audit draw`)',
  ])
})
