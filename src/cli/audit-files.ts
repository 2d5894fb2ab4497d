import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { StoreError } from '../errors/store-error.ts'
import type { AuditHistory, AuditItem, AuditLabel, AuditQueue } from '../records/audit.ts'
import type { TraceId } from '../records/ids.ts'
import { parseAuditQueue, renderAuditQueue } from '../stages/audit/audit-queue-file.ts'
import { parseLabels, renderLabels } from '../stages/audit/label-file.ts'
import { writeOutput } from './write-output.ts'

/** The file of everybody's labels, in the folder of the queues. */
export const LABELS = 'labels.jsonl'

/** The folder of queues and labels, beside the store. */
export function auditFolderOf(storePath: string): string {
  return join(dirname(storePath), 'audits')
}

/**
 * Keeps what a run gives people to look at, as `audits/<runId>.jsonl` beside the store. The first draw of a run stays:
 * its items may be labelled, and another draw of the same run would be another sample.
 */
export async function keepAuditQueue(storePath: string, queue: AuditQueue): Promise<void> {
  const path = join(auditFolderOf(storePath), `${queue.runId}.jsonl`)
  const before = await missingAs(readFile(path, 'utf8'), path, undefined)
  if (before !== undefined) return
  // What is wrong with a folder that cannot be made is said by the write.
  await makeFolder(dirname(path)).catch(() => undefined)
  await writeOutput(path, renderAuditQueue(queue))
}

/**
 * All queues beside a store, oldest first; none before the first run.
 *
 * @throws {StoreError} when a file cannot be read or is no queue.
 */
export async function readAuditQueues(storePath: string): Promise<readonly AuditQueue[]> {
  const folder = auditFolderOf(storePath)
  const names = await missingAs(readdir(folder), folder, [])
  const files = names.filter(name => name.endsWith('.jsonl') && name !== LABELS).sort()
  const queues: AuditQueue[] = []
  for (const name of files) {
    const path = join(folder, name)
    queues.push(parseAuditQueue(await missingAs(readFile(path, 'utf8'), path, ''), path))
  }
  return queues.sort((a, b) => a.drawnAtMs - b.drawnAtMs)
}

/** All labels beside a store, oldest first, those that a later one replaced too. @throws {StoreError} see `parseLabels`. */
export async function readAuditLabels(storePath: string): Promise<readonly AuditLabel[]> {
  const path = join(auditFolderOf(storePath), LABELS)
  return parseLabels(await missingAs(readFile(path, 'utf8'), path, ''), path)
}

/** Adds labels in one write; what was there is never rewritten. @throws {StoreError} when it cannot be written. */
export async function appendAuditLabels(storePath: string, labels: readonly AuditLabel[]): Promise<void> {
  const path = join(auditFolderOf(storePath), LABELS)
  try {
    await makeFolder(dirname(path))
    await appendFile(path, renderLabels(labels))
  } catch (cause) {
    throw new StoreError(`Expected to write ${path}, got an error`, { location: path, cause })
  }
}

/** Queues and labels beside a store. @throws {StoreError} when one of them cannot be read. */
export async function readAuditHistory(storePath: string): Promise<AuditHistory> {
  return { queues: await readAuditQueues(storePath), labels: await readAuditLabels(storePath) }
}

/**
 * Takes the texts of a trace out of every queue beside a store; how many queues had them. Its chances and the labels of
 * it stay: they say nothing of what anybody wrote, and without them what is left were no probability sample.
 */
export async function eraseAuditTexts(storePath: string, traceId: TraceId): Promise<number> {
  let erased = 0
  for (const queue of await readAuditQueues(storePath)) {
    const has = (item: AuditItem): boolean => item.traceId === traceId && item.texts !== undefined
    if (!queue.items.some(has)) continue
    const items = queue.items.map(item => (has(item) ? withoutTexts(item) : item))
    const path = join(auditFolderOf(storePath), `${queue.runId}.jsonl`)
    await writeOutput(path, renderAuditQueue({ ...queue, items }))
    erased += 1
  }
  return erased
}

/**
 * Takes the texts out of every queue that was drawn before a moment; how many items had them.
 *
 * @param isDryRun - count, and change nothing.
 */
export async function eraseOldAuditTexts(
  storePath: string,
  beforeMs: number,
  isDryRun: boolean,
): Promise<number> {
  let erased = 0
  for (const queue of await readAuditQueues(storePath)) {
    const had = queue.items.filter(({ texts }) => texts !== undefined).length
    if (queue.drawnAtMs >= beforeMs || had === 0) continue
    erased += had
    if (isDryRun) continue
    const path = join(auditFolderOf(storePath), `${queue.runId}.jsonl`)
    await writeOutput(path, renderAuditQueue({ ...queue, items: queue.items.map(withoutTexts) }))
  }
  return erased
}

/** As private as the store: queues hold texts. */
function makeFolder(path: string): Promise<unknown> {
  return mkdir(path, { recursive: true, mode: 0o700 })
}

function withoutTexts({ texts: _, ...item }: AuditItem): AuditItem {
  return item
}

async function missingAs<T, M>(reading: Promise<T>, path: string, missing: M): Promise<T | M> {
  try {
    return await reading
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return missing
    throw new StoreError(`Expected audits in ${path}, found something that cannot be read`, {
      location: path,
      cause,
    })
  }
}
