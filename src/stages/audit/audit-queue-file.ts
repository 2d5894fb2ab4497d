import { z } from 'zod'
import { StoreError } from '../../errors/store-error.ts'
import { parseJson } from '../../json/parse-json.ts'
import type { AuditItem, AuditQueue } from '../../records/audit.ts'
import type { RunId, StratumId, TraceId } from '../../records/ids.ts'

const text = z.string().min(1)
const probability = z.number().gt(0).max(1)
const preference = z.number().min(-1).max(1).nullable()
const header = z
  .strictObject({
    kind: z.literal('tidegate-audit-queue'),
    schemaVersion: z.literal(1),
    runId: text,
    drawnAtMs: z.int().min(0),
    seed: z.string(),
    judge: z.string(),
    populationSize: z.int().min(0),
    items: z.int().min(0),
    frame: z.strictObject({
      weights: z.array(z.number().min(1)),
      flagged: z.array(z.boolean()),
      preferences: z.array(preference),
    }),
  })
  .refine(
    ({ frame: { weights, flagged, preferences } }) =>
      weights.length === flagged.length && weights.length === preferences.length,
    { message: 'columns of different lengths', path: ['frame'] },
  )
const item = z.strictObject({
  itemId: z.string().regex(/^[0-9a-f]{16}$/),
  traceId: text,
  stratumId: text,
  verdict: z.enum(['loss', 'tie', 'win', 'unresolved']),
  isFlagged: z.boolean(),
  preference,
  drawProbability: probability,
  auditProbability: probability,
  texts: z.strictObject({ request: z.string(), baseline: z.string(), candidate: z.string() }).optional(),
})

/** The queue as JSON Lines: a first line with the run and the columns of its pairs, then one line per item. */
export function renderAuditQueue({ items, ...queue }: AuditQueue): string {
  const first = { kind: 'tidegate-audit-queue', schemaVersion: 1, ...queue, items: items.length }
  return [first, ...items].map(line => `${JSON.stringify(line)}\n`).join('')
}

/**
 * The queue of a file that `renderAuditQueue` wrote; numbers come back bit by bit.
 *
 * @param location - name for messages.
 * @throws {StoreError} naming the first line that is wrong, or that lines are missing: half a queue is no probability
 *   sample.
 */
export function parseAuditQueue(jsonl: string, location: string): AuditQueue {
  const [first = '', ...rest] = jsonl.split('\n').filter(line => line.trim() !== '')
  const { kind: _, schemaVersion: __, items: count, ...queue } = parseLine(header, first, 1, location)
  const items = rest.map((line, index) => toItem(parseLine(item, line, index + 2, location)))
  if (items.length !== count) throw unreadable(location, `${items.length} of ${count} items`)
  return { ...queue, runId: queue.runId as RunId, items }
}

function toItem({ texts, ...parsed }: z.output<typeof item>): AuditItem {
  return {
    ...parsed,
    traceId: parsed.traceId as TraceId,
    stratumId: parsed.stratumId as StratumId,
    ...(texts === undefined ? {} : { texts }),
  }
}

function parseLine<T>(schema: z.ZodType<T>, line: string, number: number, location: string): T {
  const parsed = parseJson(line)
  if (parsed.kind === 'invalid') throw unreadable(location, `${parsed.reason} at line ${number}`)
  const checked = schema.safeParse(parsed.value)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  throw unreadable(location, `${issue?.message} at ${issue?.path.join('.') || 'the top'} of line ${number}`)
}

function unreadable(location: string, found: string): StoreError {
  return new StoreError(`Expected an audit queue in ${location}, found ${found}`, {
    location,
    hint: 'restore the file from a backup, or move it away: labels of its items then count for nothing',
  })
}
