import { describe, expect, it } from 'vitest'
import { createRng } from '../../numeric/random.ts'
import type { AuditHistory, AuditLabel, AuditPreference, AuditQueue } from '../../records/audit.ts'
import type { RunId } from '../../records/ids.ts'
import { aLabel, anItem, aQueue, DAY_MS, NOW_MS } from './__fixtures__/queues.ts'
import { auditEvidence } from './audit-evidence.ts'
import { auditItemId } from './draw-audit.ts'

const OPTIONS = { series: 'judge-1', nowMs: NOW_MS, weeklySize: 20 }

function evidence(history: AuditHistory, options: Partial<typeof OPTIONS> = {}) {
  return auditEvidence(history, { ...OPTIONS, ...options })
}

/** A run drawn so many days ago of which every item is labelled. */
function labelled(
  run: string,
  count: number,
  { daysAgo = 1, judge = 'judge-1', preference = 'tie' as AuditPreference, judged = 0, labels = count } = {},
): AuditHistory {
  const items = Array.from({ length: count }, (_, i) =>
    anItem(`${run}-${i}`, { itemId: auditItemId(run, `${run}-${i}`), preference: judged }),
  )
  const queue = aQueue(items, { runId: run as RunId, judge, drawnAtMs: NOW_MS - daysAgo * DAY_MS })
  return {
    queues: [queue],
    labels: items.slice(0, labels).map(({ itemId }) => aLabel('', { itemId, preference })),
  }
}

function together(...parts: readonly AuditHistory[]): AuditHistory {
  return { queues: parts.flatMap(part => part.queues), labels: parts.flatMap(part => part.labels) }
}

describe('auditEvidence', () => {
  it('is nothing before anybody has labelled anything, whether or not something was drawn', () => {
    expect(evidence({ queues: [], labels: [] })).toBeUndefined()
    expect(evidence(labelled('r', 20, { labels: 0 }))).toBeUndefined()
  })

  it('gives no number for labels too few to say anything', () => {
    expect(evidence(labelled('r', 20, { labels: 1 }))).toEqual({
      series: 'judge-1',
      labels: 1,
      otherLabels: 0,
      skew: null,
      skewOfWeek: null,
      correction: null,
      overdue: null,
    })
  })

  it('does not pool what people said of another judge or rubric', () => {
    const history = together(
      labelled('a', 12),
      labelled('b', 30, { judge: 'judge-2', preference: 'baseline' }),
    )
    const found = evidence(history)
    expect(found).toMatchObject({ labels: 12, otherLabels: 30, skew: { mean: 0, labels: 12 } })
    expect(evidence(history, { series: 'judge-2' })).toMatchObject({ labels: 30, skew: { mean: -0.5 } })
  })

  it('is not sure of a skew because ten people of one mind have shown no spread', () => {
    const [low = 0, high = 0] = evidence(labelled('a', 10, { preference: 'baseline' }))?.skew?.interval ?? []
    expect(low).toBeLessThan(-0.7)
    expect(high).toBeGreaterThan(-0.3)
    expect(high).toBeLessThan(0)
  })

  it('looks back eight weeks, and at this week apart', () => {
    const history = together(
      labelled('old', 20, { daysAgo: 57, preference: 'baseline' }),
      labelled('a', 20, { daysAgo: 50, preference: 'baseline' }),
      labelled('b', 20, { daysAgo: 2 }),
    )
    const found = evidence(history)
    expect(found?.skew).toMatchObject({ mean: -0.25, labels: 40, alarm: 'blocks' })
    expect(found?.skewOfWeek).toMatchObject({ mean: 0, labels: 20, alarm: 'none' })
    expect(found?.correction).toMatchObject({ labels: 40, runs: 2 })
  })

  it('calls an audit overdue by the last week people had time for', () => {
    const late = labelled('late', 30, { daysAgo: 8, labels: 19 })
    expect(evidence(late)?.overdue).toEqual({ labelled: 19, wanted: 20 })
    expect(evidence(labelled('done', 30, { daysAgo: 8, labels: 20 }))?.overdue).toBeNull()
    expect(evidence(labelled('small', 5, { daysAgo: 8, labels: 4 }))?.overdue).toEqual({
      labelled: 4,
      wanted: 5,
    })
    // Drawn this week, or before the last one: neither is late, or can be made good any more.
    expect(evidence(labelled('new', 30, { daysAgo: 6, labels: 1 }))?.overdue).toBeNull()
    expect(evidence(labelled('gone', 30, { daysAgo: 15, labels: 1 }))?.overdue).toBeNull()
  })

  it('knows that no disagreement in n labels is not none', () => {
    const found = evidence(labelled('a', 100))
    expect(found?.correction).toMatchObject({ shift: 0, standardError: 0.01 })
  })

  it('gives no candidate the quality of those before it', () => {
    // Seven bad candidates, judged rightly: the judge errs by nothing, so nothing is moved.
    const history = together(
      ...[1, 2, 3, 4, 5, 6, 7].map(week =>
        labelled(`w${week}`, 50, { daysAgo: 7 * week, preference: 'baseline', judged: -0.5 }),
      ),
      labelled('good', 50, { daysAgo: 1, preference: 'candidate', judged: 0.5 }),
    )
    expect(evidence(history)?.correction?.shift).toBeCloseTo(0, 12)
  })
})

describe('the shift', () => {
  it('covers the judge’s mean error at the stated rate, whatever the candidates of these weeks', () => {
    const rng = createRng('shift')
    let covered = 0
    const replications = 200
    for (let replication = 0; replication < replications; replication += 1) {
      const correction = evidence(eightWeeks(() => rng.nextFloat()))?.correction
      const half = 1.966 * (correction?.standardError ?? 0)
      if (Math.abs((correction?.shift ?? 1) - MEAN_ERROR) <= half) covered += 1
    }
    // The standard deviation of the share is 1.5 points.
    expect(covered / replications).toBeGreaterThan(0.91)
    expect(covered / replications).toBeLessThan(0.99)
  })
})

/** Of people less judge: a wrong word is 0.2 on average, the truth 0.025. */
const MEAN_ERROR = 0.22 * 0.025 - 0.22 * 0.2

/** A judge that is right in 78 of 100 and else leans to the candidate; candidates that win from 10% to 40%. */
function eightWeeks(next: () => number): AuditHistory {
  const parts: AuditHistory[] = []
  for (let week = 0; week < 8; week += 1) {
    const wins = 0.1 + 0.3 * (week / 7)
    const rows = Array.from({ length: 250 }, (_, i) => {
      const draw = next()
      const truth = draw < wins ? 0.5 : draw < wins + 0.2 ? -0.5 : 0
      const judged = next() < 0.78 ? truth : next() < 0.7 ? 0.5 : -0.5
      return { id: i < 50 ? auditItemId(`w${week}`, `t${i}`) : '', truth, judged }
    })
    const items = rows
      .slice(0, 50)
      .map(({ id, judged }) => anItem('t', { itemId: id, preference: judged, auditProbability: 50 / 250 }))
    const queue: AuditQueue = {
      ...aQueue(items, { runId: `w${week}` as RunId, drawnAtMs: NOW_MS - (7 * week + 1) * DAY_MS }),
      frame: {
        weights: rows.map(() => 1),
        flagged: rows.map(() => false),
        preferences: rows.map(({ judged }) => judged),
      },
    }
    const labels = rows
      .slice(0, 50)
      .map(({ id, truth }): AuditLabel => aLabel('', { itemId: id, preference: wordOf(truth) }))
    parts.push({ queues: [queue], labels })
  }
  return together(...parts)
}

function wordOf(truth: number): AuditPreference {
  return truth > 0 ? 'candidate' : truth < 0 ? 'baseline' : 'tie'
}
