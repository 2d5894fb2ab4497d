import type { TokenUsage } from '../../records/token-usage.ts'
import { propertyOf } from '../property-of.ts'
import { countOf, lifetimesOf, requiredCount, unlessUncounted } from './count-of.ts'

type Names = {
  readonly input: string
  readonly output: string
}

/**
 * The usage of an OpenAI chat completion, and of every server that speaks that protocol. Its `prompt_tokens` hold
 * cached input, its `completion_tokens` reasoning. Of servers that count reasoning beside them (xAI, gateways to Gemini) the
 * total tells: what it has beyond both is output.
 *
 * @param usage - the reply's `usage`, as received.
 * @returns undefined when it is not there or not plausible: then the cost is unknown, not zero.
 */
export function usageOfOpenAiChat(usage: unknown): TokenUsage | undefined {
  return usageOf(usage, { input: 'prompt_tokens', output: 'completion_tokens' })
}

/** The usage of an OpenAI response, see `usageOfOpenAiChat`; it has other names for the same counts. */
export function usageOfOpenAiResponses(usage: unknown): TokenUsage | undefined {
  return usageOf(usage, { input: 'input_tokens', output: 'output_tokens' })
}

function usageOf(usage: unknown, { input, output }: Names): TokenUsage | undefined {
  const total = requiredCount(usage, input)
  const namedOutput = requiredCount(usage, output)
  const cacheReadTokens = countOf(usage, `${input}_details`, 'cached_tokens')
  const written = countOf(usage, `${input}_details`, 'cache_write_tokens')
  const reasoningTokens = countOf(usage, `${output}_details`, 'reasoning_tokens')
  const cacheWriteTokens = writesOf(propertyOf(usage, `${input}_details`), written)
  if (
    total === undefined ||
    namedOutput === undefined ||
    cacheReadTokens === undefined ||
    written === undefined ||
    reasoningTokens === undefined ||
    cacheWriteTokens === undefined
  ) {
    return undefined
  }
  const inputTokens = total - cacheReadTokens - written
  const outputTokens = Math.max(namedOutput, (countOf(usage, 'total_tokens') ?? 0) - total)
  return inputTokens < 0
    ? undefined
    : unlessUncounted({ inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens })
}

function writesOf(details: unknown, total: number | undefined): TokenUsage['cacheWriteTokens'] | undefined {
  const named = propertyOf(details, 'cache_write_tokens_details')
  // Without a word about it, what was written lives as long as it does unless asked otherwise.
  if (typeof named !== 'object' || named === null) return lifetimesOf(total, { '30m': total })
  return lifetimesOf(total, {
    '30m': countOf(named, 'ttl_30m_tokens'),
    '12h': countOf(named, 'ttl_12h_tokens'),
  })
}
