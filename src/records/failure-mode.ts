/**
 * The fixed list of ways a side can fail that need no judge. The family of the false-discovery control is the modes of
 * this list that enough pairs show on one side alone to be significant (docs/decisions/2026-11-23-failure-mode-family.md).
 *
 * The first group is checked on each side alone; the second needs the other side at an identical prefix,
 * or `expected`.
 */
export const FAILURE_MODES = [
  'truncated-tool-call',
  'unparsable-arguments',
  'schema-violation',
  'unknown-tool',
  'refusal',
  'empty-answer',
  'loop',
  'timeout',
  'error',
  'step-limit',
  'wrong-tool',
  'missing-call',
] as const

export type FailureMode = (typeof FAILURE_MODES)[number]
