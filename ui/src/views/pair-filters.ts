import type { PairFilter } from '../../../src/server/contract.ts'

export type { PairFilter, PairPage, PairSummary } from '../../../src/server/contract.ts'

/** The filters in the order they are offered. The page sees types of the contract alone, so that the words stand here again. */
export const PAIR_FILTERS: readonly PairFilter[] = [
  'all',
  'different',
  'lost',
  'won',
  'unresolved',
  'failures',
  'flagged',
]
