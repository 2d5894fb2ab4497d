import type { RedactText } from '../../privacy/redact-text.ts'
import type { Trace } from '../../records/trace.ts'
import { mapTraceTexts } from './map-trace-texts.ts'

/**
 * Asks the server of names, when there is one, about every text of the traces, so that `redactTrace` need not wait.
 *
 * @throws {RedactionError} when the server is required and does not answer.
 */
export async function prepareRedaction(traces: Iterable<Trace>, redactText: RedactText): Promise<void> {
  if (!redactText.isPrepared) return
  const texts: string[] = []
  for (const trace of traces) {
    mapTraceTexts(trace, text => {
      texts.push(text)
      return text
    })
  }
  await redactText.prepare(texts)
}
