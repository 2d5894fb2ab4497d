import type { TokenUsage } from '../../../records/token-usage.ts'
import type { AnswerPlan, AnswerPolicy } from '../core/answer.ts'
import { type Answerer, createAnswerer, outputTokensOf } from '../core/create-answerer.ts'
import type { Consumption } from '../core/exchange.ts'
import type { AnswerFault } from '../core/fault.ts'
import { type CachedInput, createPromptCache, type PromptCache } from '../core/prompt-cache.ts'
import { invalidRequest } from './openai-problem.ts'
import type { OpenAiPrompt } from './openai-prompt.ts'

/** When, for whom and by which way a model is asked; the same for a request and for a line of a batch. */
export type OpenAiCall = {
  readonly id: string
  readonly key: string
  readonly nowMs: number
  /** What the call writes to the cache can be read from then on. */
  readonly readyAtMs: number
  readonly isBatch: boolean
  readonly answerFault: AnswerFault | undefined
}

/** What an endpoint answers, and what it will cost. */
export type OpenAiResult = {
  readonly body: object
  readonly consumption: Consumption | undefined
}

export type Completion = { readonly plan: AnswerPlan; readonly usage: TokenUsage }

export interface OpenAiCompleter {
  /** @throws {RequestProblem} `context_length_exceeded` when prompt and answer do not fit. */
  complete(prompt: OpenAiPrompt, call: OpenAiCall): Promise<Completion>
}

const MIN_CACHED_TOKENS = 1_024
const CACHE_STEP_TOKENS = 128
/** Five to ten minutes without use; the longer is taken. */
const FREE_CACHE_MS = 10 * 60_000
const DAY_MS = 24 * 3_600_000
const LIFETIME_MS = { '30m': 30 * 60_000, '12h': 12 * 3_600_000 } as const

/** Asks the policy and counts tokens as OpenAI does: reasoning in the output, cached and written in the input. */
export function createOpenAiCompleter(policy: AnswerPolicy, seed: string): OpenAiCompleter {
  const cache = createPromptCache()
  const reasoning = createAnswerer(policy, seed)
  const plain = createAnswerer(async request => withoutReasoning(await policy(request)), seed)
  return {
    async complete(prompt, call) {
      const input = readPrompt(cache, prompt, call)
      const plan = await ask(prompt.isReasoning ? reasoning : plain, prompt, call)
      const isReasoned = plan.kind === 'answer'
      const usage = {
        ...input,
        outputTokens: outputTokensOf(plan),
        reasoningTokens: isReasoned ? plan.reasoningTokens : 0,
      }
      return { plan, usage }
    },
  }
}

function ask(answerer: Answerer, { model, asked }: OpenAiPrompt, call: OpenAiCall): Promise<AnswerPlan> {
  const maxOutputTokens = asked.maxOutputTokens ?? model.maxOutputTokens
  return answerer.answer({ ...asked, maxOutputTokens }, call)
}

function readPrompt(cache: PromptCache, prompt: OpenAiPrompt, call: OpenAiCall): CachedInput {
  const { model, blocks, cacheKey, cacheLifetime } = prompt
  const moment = {
    scope: `${call.key} ${model.id} ${cacheKey}`,
    nowMs: call.nowMs,
    readyAtMs: call.readyAtMs,
    minTokens: MIN_CACHED_TOKENS,
  }
  const isPaid = model.paidCacheLifetimes.length > 0
  const input = isPaid
    ? cache.readMarked(
        blocks.map(({ text, isMarked }) => ({ text, lifetime: isMarked ? cacheLifetime : undefined })),
        { ...moment, ttlMsOf: lifetime => LIFETIME_MS[lifetime === '12h' ? '12h' : '30m'] },
      )
    : {
        ...cache.readSeen(blocks.map(block => block.text).join('\n'), {
          ...moment,
          stepTokens: CACHE_STEP_TOKENS,
          ttlMs: prompt.isKeptForADay ? DAY_MS : FREE_CACHE_MS,
        }),
        cacheWriteTokens: {},
      }
  const total = promptTokensOf(input)
  if (total > model.contextTokens) {
    const message = `Your input exceeds the context window of this model: ${total} tokens of ${model.contextTokens}.`
    throw invalidRequest(message, 'messages', 'context_length_exceeded')
  }
  return input
}

/** All input tokens, as OpenAI's usage counts them: cached and written ones included. */
export function promptTokensOf(input: CachedInput): number {
  return input.inputTokens + input.cacheReadTokens + writtenTokensOf(input)
}

/** Input tokens written to the cache, of all lifetimes. */
export function writtenTokensOf(input: CachedInput): number {
  return Object.values(input.cacheWriteTokens).reduce((sum, tokens) => sum + tokens, 0)
}

function withoutReasoning(plan: AnswerPlan): AnswerPlan {
  return plan.kind === 'answer' ? { ...plan, reasoningTokens: 0 } : plan
}
