import type { RedactText } from '../../privacy/redact-text.ts'
import type { RedactionWorkers } from '../../privacy/redaction-workers.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import { prepareRedaction } from './prepare-redaction.ts'
import { redactTrace } from './redact.ts'

/** Up to here, starting and warming up threads and copying traces to them costs more than they save (docs/privacy.md). */
export const WORTH_WORKERS = 20_000

/**
 * The batches redacted, in their order: here for the first `aloneUntil` traces, by the redactor's threads from then on, when it has any.
 * The threads end with the last batch, with a failure, and when the reader stops. Memory holds two batches per thread.
 *
 * @throws {RedactionError} when a detector, a thread or a required server fails.
 */
export async function* redactBatches(
  batches: AsyncIterable<readonly Trace[]> | Iterable<readonly Trace[]>,
  redactText: RedactText,
  { aloneUntil }: { readonly aloneUntil: number },
): AsyncGenerator<readonly RedactedTrace[]> {
  const running: Promise<readonly RedactedTrace[]>[] = []
  let workers: RedactionWorkers | undefined
  let seen = 0
  try {
    for await (const batch of batches) {
      if (seen >= aloneUntil) workers ??= redactText.startWorkers?.()
      seen += batch.length
      if (workers === undefined) {
        await prepareRedaction(batch, redactText)
        yield batch.map(trace => redactTrace(trace, redactText))
        continue
      }
      const redacted = workers.redact(batch)
      // It is awaited in its turn; a failure before that is not an unhandled one.
      redacted.catch(() => undefined)
      running.push(redacted)
      if (running.length < workers.depth) continue
      for (const oldest of running.splice(0, 1)) yield await oldest
    }
    for (const redacted of running) yield await redacted
  } finally {
    await workers?.close()
  }
}
