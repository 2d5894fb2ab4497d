import { Hono } from 'hono'
import type { AuditHistory, AuditItem, AuditLabel, AuditQueue } from '../../records/audit.ts'
import type { JsonObject } from '../../records/json-value.ts'
import { type AuditReport, auditReport } from '../../stages/audit/audit-report.ts'
import { currentLabels, newLabels } from '../../stages/audit/label-file.ts'
import { isCandidateFirst, readLabelRow } from '../../stages/audit/label-row.ts'
import { apiError } from '../api-error.ts'
import type { AuditDesk, BlindItem, ItemLabel, LabelResult } from '../contract.ts'
import { readJson } from '../read-json.ts'
import type { ApiSources } from '../sources.ts'

const MINUTE_MS = 60_000

/** What people are to look at, without a word of what the run said of it, and what they say. */
export function auditRoutes({ audits, nowMs }: Pick<ApiSources, 'audits' | 'nowMs'>): Hono {
  const app = new Hono()
  const summaryOf = createSummary(audits.weeklySize, nowMs)
  app.get('/audits', async context => {
    const { rater, run } = context.req.query()
    const history = await audits.history()
    const { queues } = history
    const queue = run === undefined ? queues.at(-1) : queues.find(({ runId }) => runId === run)
    if (run !== undefined && queue === undefined)
      return apiError(context, 404, 'not-found', 'this run drew nothing to audit')
    const { report, current } = summaryOf(history)
    const items = queue?.items ?? []
    const body: AuditDesk = {
      runId: queue?.runId ?? null,
      runs: queues.map(each => runOf(each, current)).toReversed(),
      week: report.week,
      items: items.map(item => blindItem(item, current, rater)),
      raters: ratersOf(items, current),
      report,
    }
    return context.json(body)
  })
  app.post('/audits/labels', async context => {
    const post = await readJson(context)
    if (post instanceof Response) return post
    const read = readLabelRow(rowOf(post), undefined)
    if (read.kind !== 'label')
      return apiError(
        context,
        400,
        'bad-request',
        read.kind === 'bad' ? read.reason : 'expected at least one answer',
      )
    const label: AuditLabel = { ...read.label, labelledAtMs: nowMs() }
    const { queues, labels } = await audits.history()
    const item = queues.flatMap(({ items }) => items).find(({ itemId }) => itemId === label.itemId)
    if (item === undefined) return apiError(context, 404, 'not-found', 'no run drew this item')
    const added = newLabels(labels, [label])
    if (added.length > 0) await audits.append(added)
    const body: LabelResult = {
      isNew: added.length > 0,
      revealed: {
        candidate: isCandidateFirst(item.itemId) ? 'A' : 'B',
        verdict: item.verdict,
        isFlagged: item.isFlagged,
        traceId: item.traceId,
        stratumId: item.stratumId,
      },
    }
    return context.json(body)
  })
  return app
}

type Summary = { readonly report: AuditReport; readonly current: readonly AuditLabel[] }

/** What the labels say, worked out again when labels or queues came, and every minute, since weeks go by. */
function createSummary(weeklySize: number, nowMs: () => number): (history: AuditHistory) => Summary {
  let known: (Summary & { readonly history: AuditHistory; readonly minute: number }) | undefined
  return history => {
    const now = nowMs()
    const minute = Math.floor(now / MINUTE_MS)
    if (known?.history !== history || known.minute !== minute) {
      const { queues, labels } = history
      const report = auditReport(queues, labels, { nowMs: now, weeklySize })
      known = { history, minute, report, current: currentLabels(labels) }
    }
    return known
  }
}

/** The names of a sheet's columns. */
function rowOf({ itemId, rater, better, aFailed, bFailed, failureKind }: JsonObject) {
  return { item: itemId, rater, better, a_failed: aFailed, b_failed: bFailed, kind: failureKind }
}

function runOf({ runId, drawnAtMs, items }: AuditQueue, labels: readonly AuditLabel[]) {
  const labelled = new Set(labels.map(({ itemId }) => itemId))
  return {
    runId,
    drawnAtMs,
    items: items.length,
    labelled: items.filter(({ itemId }) => labelled.has(itemId)).length,
  }
}

function ratersOf(items: readonly AuditItem[], labels: readonly AuditLabel[]): AuditDesk['raters'] {
  const drawn = new Set(items.map(({ itemId }) => itemId))
  const byRater = Map.groupBy(
    labels.filter(({ itemId }) => drawn.has(itemId)),
    ({ rater }) => rater,
  )
  return [...byRater].map(([rater, theirs]) => ({ rater, labelled: theirs.length }))
}

/** Chosen field by field, so that nothing a later version adds to an item gives it away. */
function blindItem(item: AuditItem, labels: readonly AuditLabel[], rater: string | undefined): BlindItem {
  const { request = '', baseline = '', candidate = '' } = item.texts ?? {}
  const isFirst = isCandidateFirst(item.itemId)
  const ofItem = labels.filter(({ itemId }) => itemId === item.itemId)
  const mine = ofItem.find(label => label.rater === rater)
  return {
    itemId: item.itemId,
    request,
    answerA: isFirst ? candidate : baseline,
    answerB: isFirst ? baseline : candidate,
    mine: mine === undefined ? null : labelAsShown(mine, isFirst),
    otherRaters: ofItem.filter(label => label.rater !== rater).length,
  }
}

function labelAsShown(label: AuditLabel, isFirst: boolean): ItemLabel {
  const { preference, candidateFailed, baselineFailed, failureKind } = label
  return {
    better:
      preference === null || preference === 'tie'
        ? preference
        : (preference === 'candidate') === isFirst
          ? 'A'
          : 'B',
    aFailed: isFirst ? candidateFailed : baselineFailed,
    bFailed: isFirst ? baselineFailed : candidateFailed,
    failureKind,
  }
}
