import type { Brand } from './brand.ts'

/** Text no personal data is left in, as far as the configured detectors see. Made only in `privacy/redact-text.ts`. */
export type RedactedText = Brand<string, 'RedactedText'>
