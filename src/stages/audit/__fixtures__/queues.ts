import type { AuditItem, AuditLabel, AuditQueue } from '../../../records/audit.ts'
import type { RunId, StratumId, TraceId } from '../../../records/ids.ts'
import { auditItemId } from '../draw-audit.ts'

export const DAY_MS = 24 * 3_600_000
export const NOW_MS = Date.parse('2026-11-23T00:00:00Z')

/** An item of run `r`, certain to be drawn, unless the test says otherwise. */
export function anItem(trace: string, change: Partial<AuditItem> = {}): AuditItem {
  return {
    itemId: auditItemId('r', trace),
    traceId: trace as TraceId,
    stratumId: 'all' as StratumId,
    verdict: 'tie',
    isFlagged: false,
    preference: 0,
    drawProbability: 1,
    auditProbability: 1,
    ...change,
  }
}

/** A queue whose frame is its items, drawn a day ago. */
export function aQueue(items: readonly AuditItem[], change: Partial<AuditQueue> = {}): AuditQueue {
  return {
    runId: 'r' as RunId,
    drawnAtMs: NOW_MS - DAY_MS,
    seed: '1',
    judge: 'judge-1',
    populationSize: items.length,
    frame: {
      weights: items.map(({ drawProbability }) => 1 / drawProbability),
      flagged: items.map(({ isFlagged }) => isFlagged),
      preferences: items.map(({ preference }) => preference),
    },
    items,
    ...change,
  }
}

export function aLabel(trace: string, change: Partial<AuditLabel> = {}): AuditLabel {
  return {
    itemId: auditItemId('r', trace),
    rater: 'ann',
    preference: null,
    candidateFailed: null,
    baselineFailed: null,
    failureKind: null,
    labelledAtMs: NOW_MS,
    ...change,
  }
}
