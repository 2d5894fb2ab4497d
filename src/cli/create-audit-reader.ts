import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditHistory } from '../records/audit.ts'
import { auditFolderOf, LABELS, readAuditHistory } from './audit-files.ts'

/**
 * What people were given and said, as often as it is asked for: files are read again only when one was added or labels
 * came. The same object is answered until then.
 */
export function createAuditReader(storePath: string): () => Promise<AuditHistory> {
  const folder = auditFolderOf(storePath)
  let known: { readonly state: string; readonly history: Promise<AuditHistory> } | undefined
  return async () => {
    // Taken before it is read: what is written meanwhile is found by the next one.
    const state = await stateOf([folder, join(folder, LABELS)])
    if (known?.state !== state) {
      // The promise, not the answer: who asks while it is being read waits for the same reading.
      const reading = { state, history: readAuditHistory(storePath) }
      known = reading
      reading.history.catch(() => {
        if (known === reading) known = undefined
      })
    }
    return known.history
  }
}

/** Queues are put into their folder whole, which changes it; labels are appended. */
async function stateOf(paths: readonly string[]): Promise<string> {
  const states = await Promise.all(
    paths.map(path =>
      stat(path, { bigint: true }).then(
        ({ mtimeNs, size }) => `${mtimeNs} ${size}`,
        () => 'absent',
      ),
    ),
  )
  return states.join(' ')
}
