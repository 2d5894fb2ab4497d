import type { RedactText } from '../../privacy/redact-text.ts'
import { createRedactionWorkers } from './create-redaction-workers.ts'
import type { RedactionSettings } from './redact-worker.ts'

/**
 * The redactor with threads that can be started beside it and that redact alike; what they replace is in its counts.
 *
 * @param settings - those `redactText` was made of: a vault or a server beside it would see nothing of what threads redact.
 */
export function withWorkers(
  redactText: RedactText,
  settings: RedactionSettings,
  threads: number,
): RedactText {
  const elsewhere = new Map<string, number>()
  const add = (counts: { readonly [entity: string]: number }): void => {
    for (const [entity, count] of Object.entries(counts)) {
      if (count > 0) elsewhere.set(entity, (elsewhere.get(entity) ?? 0) + count)
    }
  }
  return Object.assign((text: string) => redactText(text), redactText, {
    startWorkers: () => createRedactionWorkers(settings, { threads, onCounts: add }),
    counts: () => {
      const all = new Map(elsewhere)
      for (const [entity, count] of Object.entries(redactText.counts())) {
        all.set(entity, (all.get(entity) ?? 0) + count)
      }
      return Object.fromEntries([...all].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    },
  })
}
