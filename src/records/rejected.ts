/** One row of a source that is not a usable trace. Kept and counted; `reason` never quotes the row. */
export type Rejected = {
  readonly kind: 'rejected'
  /** Name of the file or `-` for standard input. */
  readonly file: string
  /** 1-based line number. */
  readonly line: number
  readonly reason: string
}

/** A usable row that is left out on purpose: a repeated id, a health check, a row outside the window. */
export type Filtered = {
  readonly kind: 'filtered'
  readonly file: string
  readonly line: number
  readonly reason: 'duplicate' | 'health-check' | 'system-only' | 'outside-window'
}
