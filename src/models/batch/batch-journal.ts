import type { JsonValue } from '../../records/json-value.ts'
import { propertyOf } from '../property-of.ts'
import type { BatchAttempt } from './batch-protocol.ts'

/** An attempt to create a batch; `batchId` is undefined until the provider has answered. */
export type JournaledBatch = BatchAttempt & {
  readonly provider: string
  readonly batchId: string | undefined
}

/** What a run has sent off, so that a later process of the same run finds it and nothing is paid twice. */
export interface BatchJournal {
  /** Replaces the attempt of the same marker; kept when this returns, even if the process is killed right after. */
  remember(batch: JournaledBatch): void
  /** The attempt certainly made no batch. */
  forget(marker: string): void
  known(): readonly JournaledBatch[]
}

/** Rows that are kept under their parts: a reply journal (`src/store/reply-journal.ts`) is one. */
export interface BatchRows {
  get(kind: 'batch', parts: readonly JsonValue[]): JsonValue | undefined
  put(kind: 'batch', parts: readonly JsonValue[], body: JsonValue): void
}

/**
 * The journal of one run: a row per attempt, and one with the list of their markers, which is written first.
 *
 * @param rows - of an age up to which results can be had: 29 days.
 */
export function createBatchJournal(rows: BatchRows, runId: string): BatchJournal {
  const list: readonly JsonValue[] = ['markers', runId]
  const rowOf = (marker: string): readonly JsonValue[] => ['attempt', runId, marker]
  const markers = (): readonly string[] => textsOf(rows.get('batch', list))
  return {
    remember(batch) {
      const before = markers()
      if (!before.includes(batch.marker)) rows.put('batch', list, [...before, batch.marker])
      rows.put('batch', rowOf(batch.marker), {
        provider: batch.provider,
        customIds: batch.customIds,
        sentAtMs: batch.sentAtMs,
        batchId: batch.batchId ?? null,
      })
    },
    forget(marker) {
      rows.put(
        'batch',
        list,
        markers().filter(each => each !== marker),
      )
    },
    known: () =>
      markers().flatMap(marker => {
        const row = rows.get('batch', rowOf(marker))
        return row === undefined ? [] : [journaledBatchOf(marker, row)]
      }),
  }
}

function journaledBatchOf(marker: string, row: JsonValue): JournaledBatch {
  const batchId = propertyOf(row, 'batchId')
  return {
    marker,
    provider: String(propertyOf(row, 'provider')),
    customIds: textsOf(propertyOf(row, 'customIds')),
    sentAtMs: Number(propertyOf(row, 'sentAtMs')),
    batchId: typeof batchId === 'string' ? batchId : undefined,
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
