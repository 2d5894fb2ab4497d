import { InvariantError } from '../../errors/invariant-error.ts'
import type { Field, RedactText } from '../../privacy/redact-text.ts'
import type { RedactedText } from '../../records/redacted-text.ts'
import type { RedactedTrace, Trace } from '../../records/trace.ts'
import { mapToolTexts, mapTraceTexts } from './map-trace-texts.ts'

/**
 * The trace with every text redacted: what is found anywhere in it is replaced everywhere in it, argument
 * names and expected values included, so that equal values stay equal. Session and customer become tokens;
 * trace id, call ids, tool and model names stay.
 *
 * @throws {RedactionError} when a detector fails.
 */
export function redactTrace(trace: Trace, redactText: RedactText): RedactedTrace {
  const fields: Field[] = []
  // Two walks in one order: the first collects the texts, the second puts the answers back.
  const collect = (text: string, context?: string, path?: string): string => {
    fields.push({ text, context, path })
    return text
  }
  const ofTools = { from: 0, to: 0 }
  mapTraceTexts(trace, collect, redactText.isWhole, tools => {
    ofTools.from = fields.length
    mapToolTexts(tools, collect)
    ofTools.to = fields.length
    return tools
  })
  const redacted = redactText.together(fields)
  let next = 0
  const putBack = (): RedactedText => {
    const text = redacted[next]
    next += 1
    if (text === undefined)
      throw new InvariantError('Two walks of one trace differ', { details: 'redact-walk-order' })
    return text
  }
  const mapped = mapTraceTexts(trace, putBack, redactText.isWhole, tools => {
    if (!isUnchanged(fields, redacted, ofTools)) return mapToolTexts(tools, putBack)
    next = ofTools.to
    return tools
  })
  return {
    ...mapped,
    sessionId: trace.sessionId === undefined ? undefined : redactText.pseudonym('SESSION', trace.sessionId),
    customerId:
      trace.customerId === undefined ? undefined : redactText.pseudonym('CUSTOMER', trace.customerId),
  }
}

function isUnchanged(
  fields: readonly Field[],
  redacted: readonly RedactedText[],
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  for (let index = from; index < to; index += 1) if (fields[index]?.text !== redacted[index]) return false
  return true
}
