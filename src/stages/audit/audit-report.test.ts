import { expect, it } from 'vitest'
import type { AuditQueue } from '../../records/audit.ts'
import type { RunId } from '../../records/ids.ts'
import { aLabel, anItem, aQueue, DAY_MS, NOW_MS } from './__fixtures__/queues.ts'
import { auditReport } from './audit-report.ts'
import { labelledItems } from './labelled-items.ts'

const options = { nowMs: NOW_MS, weeklySize: 50 }
const names = (count: number, prefix = 't'): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`)

function reportOf(queues: readonly AuditQueue[], labels: Parameters<typeof auditReport>[1]) {
  return auditReport(queues, labels, options)
}

it('has no answer, rather than zero, where nobody said anything', () => {
  const report = reportOf([aQueue(names(20).map(name => anItem(name)))], [])
  expect(report).toMatchObject({ week: { drawn: 20, labelled: 0, wanted: 50 }, skew: null, preference: null })
  expect(report.failures).toMatchObject({ rate: null, missed: null, recall: null })
  expect(report.kinds).toBeNull()
  expect(reportOf([], []).judge).toBeNull()
})

it('bounds the failures nobody flagged: 2 of 50 audited among 1,890', () => {
  const items = names(50).map(name => anItem(name, { drawProbability: 50 / 1890 }))
  const queue = aQueue(items)
  const labels = names(50).map((name, i) => aLabel(name, { candidateFailed: i < 2 }))
  const { missed, rate } = reportOf([queue], labels).failures
  expect(missed?.estimate).toBeCloseTo(75.6, 6)
  expect(missed?.interval[0]).toBeCloseTo(9.22590918, 5)
  expect(missed?.interval[1]).toBeCloseTo(259.19011239, 5)
  expect(rate?.n).toBe(50)
})

it('lets unequal chances widen the interval, and labels that are missing weigh on the rest', () => {
  const items = names(40).map((name, i) => anItem(name, { auditProbability: i < 20 ? 0.1 : 1 }))
  const labels = names(40).map((name, i) => aLabel(name, { candidateFailed: i === 0 }))
  const { rate } = reportOf([aQueue(items)], labels).failures
  // One of 20 items that stand for ten traces each, and none of 20 that stand for themselves.
  expect(rate?.estimate).toBeCloseTo(10 / 220, 12)
  expect(rate?.effectiveSize).toBeCloseTo(220 ** 2 / (20 * 100 + 20), 9)
  const half = labelledItems([aQueue(items)], labels.slice(0, 20))
  expect(half[0]?.failureWeight).toBeCloseTo(20, 12)
})

it('says which part of the failures carries a flag, between the worst and best ends of both sides', () => {
  const items = names(60).map((name, i) => anItem(name, { isFlagged: i < 30 }))
  const labels = names(60).map((name, i) => aLabel(name, { candidateFailed: i < 18 || i >= 54 }))
  const { recall } = reportOf([aQueue(items)], labels).failures
  expect(recall?.estimate).toBeCloseTo(18 / 24, 12)
  expect(recall?.interval[0]).toBeGreaterThan(0.4)
  expect(recall?.interval[0]).toBeLessThan(0.6)
  expect(recall?.interval[1]).toBeGreaterThan(0.85)
  const unflagged = labels.filter((_, i) => i >= 30)
  expect(reportOf([aQueue(items)], unflagged).failures.recall).toBeNull()
})

it('looks back four weeks for failures and eight for the judge, at runs of the newest judge only', () => {
  const runs = [
    { age: 1, judge: 'new' },
    { age: 40, judge: 'new' },
    { age: 41, judge: 'old' },
    { age: 60, judge: 'new' },
  ]
  const queues = runs.map(({ age, judge }, run) =>
    aQueue(
      names(12, `r${run}-`).map(name => anItem(name, { preference: 0.5 })),
      { runId: `r${run}` as RunId, drawnAtMs: NOW_MS - age * DAY_MS, judge },
    ),
  )
  const labels = runs.flatMap((_, run) =>
    names(12, `r${run}-`).map((name, i) =>
      aLabel(name, { preference: i === 0 ? 'candidate' : 'tie', candidateFailed: false }),
    ),
  )
  const report = reportOf(queues, labels)
  expect(report.judge).toBe('new')
  expect(report.failures).toMatchObject({ runs: 1, labels: 12 })
  expect(report.preference).toMatchObject({ runs: 2, labels: 24, judgeOnly: 0.5 })
  expect(report.skewOfWeek?.labels).toBe(12)
})

it('raises an alarm where the judge favours one side, and none where it only errs', () => {
  const items = names(60).map((name, i) => anItem(name, { preference: i % 2 === 0 ? 0.5 : -0.5 }))
  const queue = aQueue(items)
  const said = (tieEvery: number, on: 'win' | 'any') =>
    names(60).map((name, i) => {
      const isTie = i % tieEvery === 0 && (on === 'any' || i % 2 === 0)
      return aLabel(name, { preference: isTie ? 'tie' : i % 2 === 0 ? 'candidate' : 'baseline' })
    })
  const fair = reportOf([queue], said(5, 'any')).skew
  expect(fair).toMatchObject({ labels: 60, alarm: 'none' })
  const skewed = reportOf([queue], said(2, 'win')).skew
  expect(skewed?.mean).toBeCloseTo(-0.25, 12)
  expect(skewed?.alarm).toBe('blocks')
  const mirrored = items.map(item => ({ ...item, preference: item.preference === 0.5 ? -0.5 : 0.5 }))
  const against = said(2, 'win').map(label => ({
    ...label,
    preference: label.preference === 'baseline' ? ('candidate' as const) : label.preference,
  }))
  expect(reportOf([aQueue(mirrored)], against).skew).toMatchObject({ mean: 0.25, alarm: 'blocks' })
  const slightly = reportOf([queue], said(6, 'win')).skew
  expect(slightly?.mean).toBeCloseTo(-5 / 60, 12)
  expect(slightly?.alarm).toBe('skewed')
  expect(reportOf([queue], said(2, 'win').slice(0, 9)).skew).toBeNull()
})

it('keeps people that differ: their mean counts, and they are listed', () => {
  const items = names(12).map(name => anItem(name))
  const both = names(12).flatMap((name, i) => [
    aLabel(name, { preference: i % 2 === 0 ? 'tie' : 'candidate', candidateFailed: i === 0 }),
    aLabel(name, {
      rater: 'bo',
      preference: i % 2 === 0 || i === 1 ? 'tie' : 'candidate',
      candidateFailed: false,
    }),
  ])
  const report = reportOf([aQueue(items)], both)
  expect(report.conflicts.map(({ traceId, question }) => [traceId, question]).sort()).toEqual([
    ['t0', 'failed'],
    ['t1', 'better'],
  ])
  expect(report.conflicts.find(({ traceId }) => traceId === 't1')?.answers).toEqual([
    ['ann', 'candidate'],
    ['bo', 'tie'],
  ])
  expect(report.failures.rate?.estimate).toBeCloseTo(0.5 / 12, 12)
  // 11 of 12 agree; ann says tie 6 times, bo 7 times: kappa = (11/12 - 1/2) / (1 - 1/2).
  expect(report.agreement).toMatchObject({ raters: 2, shared: 12 })
  expect(report.agreement.preferenceKappa).toBeCloseTo(5 / 6, 12)
})

it('says how likely the next failure is of a known kind', () => {
  const items = names(6).map(name => anItem(name))
  const kinds = ['amount', 'amount', 'date', 'amount', 'tone', null]
  const labels = names(6).map((name, i) =>
    aLabel(name, { candidateFailed: true, failureKind: kinds[i] ?? null }),
  )
  expect(reportOf([aQueue(items)], labels).kinds).toMatchObject({ failures: 5, kinds: 3, coverage: 0.6 })
})
