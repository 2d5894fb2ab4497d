/** One row of a source that is not a usable trace. Kept and counted; `reason` never quotes the row. */
export type Rejected = {
  readonly kind: 'rejected'
  /** Name of the file or `-` for standard input. */
  readonly file: string
  /** 1-based line number. */
  readonly line: number
  readonly reason: string
}

/**
 * A usable row or trace that is left out on purpose: a repeated id, a health check, traffic without a user or of a judge, a
 * trace whose source recorded no messages, a row outside the window.
 */
export type Filtered = {
  readonly kind: 'filtered'
  readonly file: string
  readonly line: number
  readonly reason: (typeof FILTER_REASONS)[number]
}

/** In the order reports show them. */
const FILTER_REASONS = [
  'duplicate',
  'health-check',
  'system-only',
  'evaluation',
  'no-content',
  'outside-window',
] as const

/** How many traces were left out for which reason: all zero. */
export function noneFiltered(): { [reason in Filtered['reason']]: number } {
  return {
    duplicate: 0,
    'health-check': 0,
    'system-only': 0,
    evaluation: 0,
    'no-content': 0,
    'outside-window': 0,
  }
}
