import { z } from 'zod'
import { StoreError } from '../../errors/store-error.ts'
import { parseJson } from '../../json/parse-json.ts'
import { AUDIT_PREFERENCES, type AuditLabel } from '../../records/audit.ts'

const truth = z.boolean().nullable()
const label = z.strictObject({
  itemId: z.string().regex(/^[0-9a-f]{16}$/),
  rater: z.string().min(1),
  preference: z.enum(AUDIT_PREFERENCES).nullable(),
  candidateFailed: truth,
  baselineFailed: truth,
  failureKind: z.string().nullable(),
  labelledAtMs: z.int().min(0),
})

/** Lines to append to the file of labels. */
export function renderLabels(labels: readonly AuditLabel[]): string {
  return labels.map(each => `${JSON.stringify(each)}\n`).join('')
}

/**
 * All labels of a file that was only ever appended to, oldest first.
 *
 * @param location - name for messages.
 * @throws {StoreError} naming the line that is no label.
 */
export function parseLabels(jsonl: string, location: string): readonly AuditLabel[] {
  return jsonl.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const parsed = parseJson(line)
    const checked = parsed.kind === 'value' ? label.safeParse(parsed.value) : undefined
    if (checked?.success === true) return [checked.data]
    throw new StoreError(`Expected audit labels in ${location}, found something else at line ${index + 1}`, {
      location,
      hint: 'restore the file from a backup, or take that line out and import its label again',
    })
  })
}

/** The label of each person for each item that counts: the last one. */
export function currentLabels(labels: readonly AuditLabel[]): readonly AuditLabel[] {
  const last = new Map<string, AuditLabel>()
  for (const each of labels) last.set(JSON.stringify([each.itemId, each.rater]), each)
  return [...last.values()]
}

/** Those of `incoming` that say something new: importing a file twice changes nothing. */
export function newLabels(
  known: readonly AuditLabel[],
  incoming: readonly AuditLabel[],
): readonly AuditLabel[] {
  const said = new Map(currentLabels(known).map(each => [JSON.stringify([each.itemId, each.rater]), each]))
  return incoming.filter(each => {
    const key = JSON.stringify([each.itemId, each.rater])
    const before = said.get(key)
    said.set(key, each)
    return before === undefined || wordsOf(before) !== wordsOf(each)
  })
}

function wordsOf({ preference, candidateFailed, baselineFailed, failureKind }: AuditLabel): string {
  return JSON.stringify([preference, candidateFailed, baselineFailed, failureKind])
}
