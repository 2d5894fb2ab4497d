import { creditCardDetector } from './detectors/credit-card.ts'
import { ibanDetector } from './detectors/iban.ts'
import { normalizedCopy } from './normalized-copy.ts'

/** Whether an id holds a card number or an IBAN. Ids are never redacted, so such a trace is refused (product definition 22). */
export function isForbiddenId(id: string): boolean {
  const { text } = normalizedCopy(id)
  return creditCardDetector.detect(text).length > 0 || ibanDetector.detect(text).length > 0
}
