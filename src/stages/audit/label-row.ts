import { hash } from 'node:crypto'
import type { AuditLabel, AuditPreference } from '../../records/audit.ts'
import type { JsonValue } from '../../records/json-value.ts'

/** The columns of a sheet and the keys of a row of JSON Lines. */
export const LABEL_COLUMNS = ['item', 'rater', 'better', 'a_failed', 'b_failed', 'kind'] as const

/** One row as it was read: absent, null and empty mean not said. */
export type LabelRow = { readonly [column: string]: JsonValue | undefined }

export type ReadLabel =
  | { readonly kind: 'label'; readonly label: Omit<AuditLabel, 'labelledAtMs'> }
  /** Nobody has said anything yet. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'bad'; readonly reason: string }

const KIND = /^[a-z0-9][a-z0-9-]{0,39}$/
const RATER = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u

/** Whether answer A of an item is the candidate's: half of the items, so that a person cannot know. */
export function isCandidateFirst(itemId: string): boolean {
  return Number.parseInt(hash('sha256', `tidegate/audit-side/1|${itemId}`, 'hex').slice(0, 1), 16) < 8
}

/**
 * What a row says, with A and B turned into candidate and baseline.
 *
 * @param rater - who labels where the row does not say.
 */
export function readLabelRow(row: LabelRow, rater: string | undefined): ReadLabel {
  const better = wordOf(row.better)?.toLowerCase()
  const failed = { a: truthOf(row.a_failed), b: truthOf(row.b_failed) }
  if (better === undefined && failed.a === null && failed.b === null) return { kind: 'blank' }
  const itemId = wordOf(row.item) ?? ''
  const by = wordOf(row.rater) ?? rater ?? ''
  const failureKind = wordOf(row.kind) ?? null
  if (!/^[0-9a-f]{16}$/.test(itemId)) return bad('item: expected 16 hexadecimal digits')
  if (!RATER.test(by)) return bad('rater: expected a name without spaces, at most 64 characters')
  if (better !== undefined && better !== 'a' && better !== 'b' && better !== 'tie')
    return bad('better: expected A, B or tie')
  if (failed.a === 'bad' || failed.b === 'bad') return bad('a_failed, b_failed: expected yes or no')
  if (failureKind !== null && !KIND.test(failureKind))
    return bad('kind: expected lower-case letters, digits and hyphens, at most 40')
  const isFirst = isCandidateFirst(itemId)
  const candidateFailed = isFirst ? failed.a : failed.b
  if (failureKind !== null && candidateFailed !== true && (isFirst ? failed.b : failed.a) !== true)
    return bad('kind: expected only where an answer failed')
  const label = {
    itemId,
    rater: by,
    preference: better === undefined ? null : preferenceOf(better, isFirst),
    candidateFailed,
    baselineFailed: isFirst ? failed.b : failed.a,
    // A kind is of whatever failed; of the baseline's failures no kinds are counted.
    failureKind: candidateFailed === true ? failureKind : null,
  }
  return { kind: 'label', label }
}

function bad(reason: string): ReadLabel {
  return { kind: 'bad', reason }
}

function preferenceOf(better: 'a' | 'b' | 'tie', isFirst: boolean): AuditPreference {
  if (better === 'tie') return 'tie'
  return (better === 'a') === isFirst ? 'candidate' : 'baseline'
}

function wordOf(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  const word = value.trim()
  return word === '' ? undefined : word
}

function truthOf(value: JsonValue | undefined): boolean | null | 'bad' {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'boolean') return value
  const word = wordOf(value)?.toLowerCase()
  if (word === undefined) return 'bad'
  if (['yes', 'y', 'true', '1'].includes(word)) return true
  return ['no', 'n', 'false', '0'].includes(word) ? false : 'bad'
}
