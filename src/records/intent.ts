import type { TraceId } from './ids.ts'
import type { RedactedText } from './redacted-text.ts'

/** What the user of one trace wanted, as the text that is embedded. */
export type Intent = { readonly traceId: TraceId; readonly text: RedactedText }
