import type { TokenUsage } from '../../records/token-usage.ts'
import { propertyOf } from '../property-of.ts'

/** Above any request: a count beyond it is a broken reply, not a bill. Times the dearest price it is still exact. */
const MOST_TOKENS = 100_000_000

/** The whole count at a path, 0 where it is absent or null; undefined when what is there is no plausible count. */
export function countOf(usage: unknown, ...path: readonly string[]): number | undefined {
  const value = propertyOf(usage, ...path) ?? 0
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MOST_TOKENS
    ? value
    : undefined
}

/** As `countOf`, but undefined where nothing is there: a count no bill can do without. */
export function requiredCount(usage: unknown, name: string): number | undefined {
  return typeof propertyOf(usage, name) === 'number' ? countOf(usage, name) : undefined
}

/** Tokens written to a cache whose lifetime the provider did not name; no price table has a price for it. */
const UNNAMED_LIFETIME = 'unnamed'

/**
 * Tokens by lifetime, those of none left out. What the total has beyond the named lifetimes is kept as `unnamed`.
 *
 * @returns undefined when a count is not plausible.
 */
export function lifetimesOf(
  total: number | undefined,
  named: { readonly [lifetime: string]: number | undefined },
): { readonly [lifetime: string]: number } | undefined {
  const counts = Object.values(named)
  if (total === undefined || counts.some(count => count === undefined)) return undefined
  const sum = counts.reduce<number>((all, count) => all + (count ?? 0), 0)
  const everything = { ...named, [UNNAMED_LIFETIME]: Math.max(0, total - sum) }
  return Object.fromEntries(
    Object.entries(everything).flatMap(([lifetime, count]) =>
      count === undefined || count === 0 ? [] : [[lifetime, count]],
    ),
  )
}

/** The usage, unless it says that nothing was read: every request has input, so that nobody counted. */
export function unlessUncounted(usage: TokenUsage): TokenUsage | undefined {
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = usage
  return inputTokens + cacheReadTokens > 0 || Object.keys(cacheWriteTokens).length > 0 ? usage : undefined
}
