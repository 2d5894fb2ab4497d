/** Redacts the traces it is sent, batch after batch, and answers with them and with how much it replaced. */
import { parentPort, workerData } from 'node:worker_threads'
import { RedactionError } from '../../errors/redaction-error.ts'
import { defaultDetectors } from '../../privacy/default-detectors.ts'
import { createFieldPolicy, type FieldPolicyOptions } from '../../privacy/field-policy.ts'
import { namesDetector } from '../../privacy/names/names-detector.ts'
import { createRedactText } from '../../privacy/redact-text.ts'
import type { TokenKey } from '../../privacy/token-key.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import { redactTrace } from './redact.ts'

/** All that a redactor depends on which can be sent to a thread. */
export type RedactionSettings = {
  readonly tokenKey: TokenKey
  /** Whether names are looked for beside patterns. */
  readonly hasNames: boolean
  readonly fields: FieldPolicyOptions
  readonly hasSurrogates: boolean
}

export type RedactionReply =
  | {
      readonly kind: 'redacted'
      readonly traces: readonly RedactedTrace[]
      /** Places replaced in these traces, by entity. */
      readonly counts: { readonly [entity: string]: number }
    }
  | {
      readonly kind: 'failed'
      /** Of a `RedactionError`; undefined: something else was thrown, whose message may quote a text. */
      readonly error:
        | { readonly message: string; readonly detector: string; readonly hint: string | undefined }
        | undefined
    }

const { tokenKey, hasNames, fields, hasSurrogates } = workerData as RedactionSettings
const redactText = createRedactText({
  detectors: hasNames ? [...defaultDetectors, namesDetector] : defaultDetectors,
  tokenKey,
  fields: createFieldPolicy(fields),
  hasSurrogates,
})

function replyTo(traces: readonly Trace[]): RedactionReply {
  const before = redactText.counts()
  try {
    const redacted = traces.map(trace => redactTrace(trace, redactText))
    const counts = Object.entries(redactText.counts()).map(
      ([entity, count]) => [entity, count - (before[entity] ?? 0)] as const,
    )
    return { kind: 'redacted', traces: redacted, counts: Object.fromEntries(counts) }
  } catch (error) {
    if (!(error instanceof RedactionError)) return { kind: 'failed', error: undefined }
    const { message, detector, hint } = error
    return { kind: 'failed', error: { message, detector, hint } }
  }
}

parentPort?.on('message', (traces: readonly Trace[]) => {
  parentPort?.postMessage(replyTo(traces))
})
