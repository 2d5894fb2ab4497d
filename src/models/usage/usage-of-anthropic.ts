import type { TokenUsage } from '../../records/token-usage.ts'
import { propertyOf } from '../property-of.ts'
import { countOf, lifetimesOf, requiredCount, unlessUncounted } from './count-of.ts'

/**
 * The usage of an Anthropic message. Its `input_tokens` leave cached input out, its `output_tokens` hold thinking.
 *
 * @param usage - the reply's `usage`, as received.
 * @returns undefined when it is not there or not plausible: then the cost is unknown, not zero.
 */
export function usageOfAnthropic(usage: unknown): TokenUsage | undefined {
  const inputTokens = requiredCount(usage, 'input_tokens')
  const outputTokens = requiredCount(usage, 'output_tokens')
  const cacheReadTokens = countOf(usage, 'cache_read_input_tokens')
  const reasoningTokens = countOf(usage, 'output_tokens_details', 'thinking_tokens')
  const cacheWriteTokens = writesOf(usage)
  if (
    inputTokens === undefined ||
    outputTokens === undefined ||
    cacheReadTokens === undefined ||
    reasoningTokens === undefined ||
    cacheWriteTokens === undefined
  ) {
    return undefined
  }
  return unlessUncounted({ inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens })
}

function writesOf(usage: unknown): TokenUsage['cacheWriteTokens'] | undefined {
  const total = countOf(usage, 'cache_creation_input_tokens')
  const creation = propertyOf(usage, 'cache_creation')
  // Before the API named lifetimes there was one.
  if (typeof creation !== 'object' || creation === null) return lifetimesOf(total, { '5m': total })
  return lifetimesOf(total, {
    '5m': countOf(creation, 'ephemeral_5m_input_tokens'),
    '1h': countOf(creation, 'ephemeral_1h_input_tokens'),
  })
}
