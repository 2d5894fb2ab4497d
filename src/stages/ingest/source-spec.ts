import type { DetectedFormat } from './sources/detect-format.ts'

/**
 * Where the fields of a trace are found in a row, as RFC 6901 JSON pointers. Keys are spelled as in the
 * config file, so that a config's `map` block is a `MessageMapping` as it stands.
 */
export type MessageMapping = {
  /** A list of pointers is joined with `:`. */
  readonly id: string | readonly string[]
  readonly messages: string
  /** Undefined: messages are in the canonical row's words. */
  readonly message?: MessageShape | undefined
  readonly tools?: string | undefined
  readonly model?: string | undefined
  readonly started_at?: string | undefined
  readonly latency_ms?: string | undefined
  readonly cost_usd?: string | undefined
  readonly session_id?: string | undefined
  readonly customer_id?: string | undefined
  readonly customer_tier?: string | undefined
  readonly language?: string | undefined
  readonly flags?: string | undefined
  readonly outcome?: string | undefined
  readonly support_flag?: string | undefined
  readonly finish?: string | undefined
  readonly expected?: string | undefined
  readonly intent?: string | undefined
}

/**
 * How one message is read where it is not in the canonical row's words: JSON pointers into the message, and into one of its `calls` those that
 * begin with `call_`.
 */
export type MessageShape = {
  readonly role: string
  readonly text: string
  /** The source's words for a role, besides our own. */
  readonly roles?: { readonly [word: string]: 'system' | 'user' | 'assistant' | 'tool' } | undefined
  readonly calls?: string | undefined
  readonly call_name?: string | undefined
  readonly call_arguments?: string | undefined
  readonly call_result?: string | undefined
}

/** `auto`: what a file holds decides, file by file (docs/sources.md). */
export type SourceFormat = 'auto' | FileFormat

/** What one file is read as. */
export type FileFormat = 'messages' | DetectedFormat

/** What to read: files, globs or `-` (standard input), and how a row of them is understood. */
export type SourceSpec = {
  readonly format: SourceFormat
  readonly path: string | readonly string[]
  /** Required for `messages`, ignored by every other format. */
  readonly map?: MessageMapping | undefined
  /** JSON pointer to what the user wanted; overrides the row's own `intent`; of formats taken apart by us, into the canonical row made of it. */
  readonly intentPointer?: string | undefined
}
