import type { TokenUsage } from '../../records/token-usage.ts'
import { countOf, requiredCount, unlessUncounted } from './count-of.ts'

/**
 * The usage of a Gemini reply. Its `promptTokenCount` holds cached input, but its `candidatesTokenCount` leaves
 * thoughts out, which are billed as output all the same. A blocked prompt has no candidates and no count of them.
 *
 * @param usage - the reply's `usageMetadata`, as received.
 * @returns undefined when it is not there or not plausible: then the cost is unknown, not zero.
 */
export function usageOfGoogle(usage: unknown): TokenUsage | undefined {
  const prompt = requiredCount(usage, 'promptTokenCount')
  const toolPrompt = countOf(usage, 'toolUsePromptTokenCount')
  const cacheReadTokens = countOf(usage, 'cachedContentTokenCount')
  const candidates = countOf(usage, 'candidatesTokenCount')
  const reasoningTokens = countOf(usage, 'thoughtsTokenCount')
  if (
    prompt === undefined ||
    toolPrompt === undefined ||
    cacheReadTokens === undefined ||
    candidates === undefined ||
    reasoningTokens === undefined
  ) {
    return undefined
  }
  const inputTokens = prompt + toolPrompt - cacheReadTokens
  // Replies that leave the count of thoughts out have them in the total.
  const beyondInput = (countOf(usage, 'totalTokenCount') ?? 0) - prompt - toolPrompt
  const outputTokens = Math.max(candidates + reasoningTokens, beyondInput)
  return inputTokens < 0
    ? undefined
    : unlessUncounted({ inputTokens, cacheReadTokens, cacheWriteTokens: {}, outputTokens, reasoningTokens })
}
