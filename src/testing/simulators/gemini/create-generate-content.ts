import { createHash } from 'node:crypto'
import type { TokenUsage } from '../../../records/token-usage.ts'
import type { AnswerCall, AnswerPlan, AnswerPolicy } from '../core/answer.ts'
import { createAnswerer, outputTokensOf } from '../core/create-answerer.ts'
import type { Consumption } from '../core/exchange.ts'
import type { AnswerFault } from '../core/fault.ts'
import { createPromptCache, type PromptCache } from '../core/prompt-cache.ts'
import { RequestProblem } from '../core/request-problem.ts'
import { CONTEXT_TOKENS } from './gemini-models.ts'
import { invalidArgument } from './gemini-problem.ts'
import { type GeminiPrompt, geminiPromptOf } from './gemini-prompt.ts'

/** When, for whom and by which way a model is asked; the same for a request and for one inside a batch. */
export type GeminiCall = {
  readonly id: string
  readonly key: string
  /** As the path names it, without `models/`. */
  readonly model: string
  readonly nowMs: number
  /** What the call writes to the cache can be read from then on. */
  readonly readyAtMs: number
  readonly isBatch: boolean
  readonly answerFault: AnswerFault | undefined
}

/** What a method answers, and what it will cost. */
export type GeminiResult = { readonly body: object; readonly consumption: Consumption }

/** A method as a function of the body. */
export type GeminiOperation = (json: unknown, call: GeminiCall) => Promise<GeminiResult>

/** How long implicit caches live is nowhere stated; five minutes are assumed. */
const CACHE_MS = 5 * 60_000
const CACHE_STEP_TOKENS = 256

/** `:generateContent` as a function of the body. Prefixes seen before are cached by themselves, for nothing. */
export function createGenerateContent(
  policy: AnswerPolicy,
  seed: string,
  resolveModel: (model: string, nowMs: number) => string,
): GeminiOperation {
  const cache = createPromptCache()
  const thinking = createAnswerer(policy, seed)
  const plain = createAnswerer(async request => withoutThoughts(await policy(request)), seed)
  return async (json, call) => {
    const prompt = geminiPromptOf(call.model, json)
    const input = readPrompt(cache, prompt, call)
    const plan = await (prompt.isThinking ? thinking : plain).answer(prompt.asked, call)
    if (plan.kind === 'failed') throw new RequestProblem({ kind: 'server-error', message: plan.message })
    const usage = {
      ...input,
      cacheWriteTokens: {},
      outputTokens: outputTokensOf(plan),
      reasoningTokens: plan.kind === 'answer' ? plan.reasoningTokens : 0,
    }
    const body = {
      ...(plan.kind === 'blocked'
        ? { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } }
        : { candidates: [{ ...candidateOf(plan, prompt, call), index: 0 }] }),
      usageMetadata: usageMetadata(usage),
      modelVersion: resolveModel(prompt.model.id, call.nowMs),
      responseId: hashOf(call.id).slice(0, 22),
    }
    return { body, consumption: { model: prompt.model.id, usage, isBatch: call.isBatch } }
  }
}

function readPrompt(cache: PromptCache, { model, text }: GeminiPrompt, call: GeminiCall) {
  const input = cache.readSeen(text, {
    scope: `${call.key} ${model.id}`,
    nowMs: call.nowMs,
    readyAtMs: call.readyAtMs,
    minTokens: model.minCachedTokens,
    stepTokens: CACHE_STEP_TOKENS,
    ttlMs: CACHE_MS,
  })
  const total = input.inputTokens + input.cacheReadTokens
  if (total > CONTEXT_TOKENS) {
    throw invalidArgument(
      `The input token count (${total}) exceeds the maximum number of tokens allowed (${CONTEXT_TOKENS}).`,
    )
  }
  return input
}

function withoutThoughts(plan: AnswerPlan): AnswerPlan {
  return plan.kind === 'answer' ? { ...plan, reasoningTokens: 0 } : plan
}

type Spoken = Extract<AnswerPlan, { readonly kind: 'answer' | 'refusal' }>

function candidateOf(plan: Spoken, prompt: GeminiPrompt, call: GeminiCall): object {
  // The model's filter stops the answer; what was written until then is billed and not shown.
  if (plan.kind === 'refusal') return { finishReason: 'SAFETY', finishMessage: plan.explanation }
  const calls = plan.calls.map(each => ({ name: each.name, args: argsOf(each) }))
  const isMalformed = plan.finish !== 'length' && calls.some(each => each.args === undefined)
  if (isMalformed) {
    return { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'Malformed function call.' }
  }
  const parts = [
    ...(prompt.showsThoughts && plan.reasoningTokens > 0 ? [{ text: 'Thinking.', thought: true }] : []),
    ...(plan.text === '' ? [] : [{ text: plan.text }]),
    ...calls.flatMap(({ name, args }, index) =>
      args === undefined ? [] : [callPart(name, args, index, call)],
    ),
  ]
  return {
    content: { role: 'model', ...(parts.length > 0 && { parts }) },
    finishReason: plan.finish === 'length' ? 'MAX_TOKENS' : 'STOP',
  }
}

/** Undefined when the text is no object, as of a call that was cut off. */
function argsOf(call: AnswerCall): object | undefined {
  try {
    const args: unknown = JSON.parse(call.arguments)
    return typeof args === 'object' && args !== null ? args : undefined
  } catch {
    return undefined
  }
}

function callPart(name: string, args: object, index: number, call: GeminiCall): object {
  const id = hashOf(`${call.id} ${index}`)
  // Of calls made in parallel only the first is signed.
  const signature = Buffer.from(id, 'hex').toString('base64')
  return {
    functionCall: { id: id.slice(0, 8), name, args },
    ...(index === 0 && { thoughtSignature: signature }),
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Counts of zero are left out, as proto JSON does. */
function usageMetadata(usage: TokenUsage): object {
  const promptTokenCount = usage.inputTokens + usage.cacheReadTokens
  const counts = {
    promptTokenCount,
    cachedContentTokenCount: usage.cacheReadTokens,
    candidatesTokenCount: usage.outputTokens - usage.reasoningTokens,
    thoughtsTokenCount: usage.reasoningTokens,
    totalTokenCount: promptTokenCount + usage.outputTokens,
  }
  return {
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    promptTokensDetails: textTokens(promptTokenCount),
  }
}

/** Tokens by modality, of which there is one. */
export function textTokens(tokenCount: number): readonly object[] {
  return [{ modality: 'TEXT', tokenCount }]
}
