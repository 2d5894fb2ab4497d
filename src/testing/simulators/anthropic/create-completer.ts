import type { TokenUsage } from '../../../records/token-usage.ts'
import type { AnswerPlan } from '../core/answer.ts'
import type { SimulatorClock } from '../core/clock.ts'
import { type Answerer, outputTokensOf } from '../core/create-answerer.ts'
import type { Consumption, Exchange } from '../core/exchange.ts'
import { createPromptCache } from '../core/prompt-cache.ts'
import type { MessagesRequest } from './messages-request.ts'
import { modelRulesOf } from './model-rules.ts'
import { promptBlocks } from './prompt-blocks.ts'
import { renderMessage } from './render-message.ts'
import { toAnswerRequest } from './to-answer-request.ts'

/** How one checked request is to be answered. */
export type CompletionContext = Pick<Exchange, 'key' | 'answerFault' | 'latencyMs'> & {
  readonly isBatch: boolean
}

export interface Completer {
  /** @throws {RequestProblem} when the model breaks down. */
  complete(
    request: MessagesRequest,
    context: CompletionContext,
  ): Promise<{ readonly message: ReturnType<typeof renderMessage>; readonly consumption: Consumption }>
}

const TTL_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 }

/** Answers checked requests, alone or in batches, over one prompt cache. */
export function createCompleter(
  answerer: Answerer,
  clock: SimulatorClock,
  resolvedModelOf: (model: string, atMs: number) => string,
): Completer {
  const cache = createPromptCache()
  let serial = 0
  return {
    async complete(request, { key, answerFault, latencyMs, isBatch }) {
      const nowMs = clock.nowMs()
      const resolvedModel = resolvedModelOf(request.model, nowMs)
      serial += 1
      const own = serial
      const input = cache.readMarked(promptBlocks(request), {
        scope: `${key} ${resolvedModel}`,
        nowMs,
        readyAtMs: nowMs + latencyMs,
        minTokens: modelRulesOf(request.model)?.minCacheTokens ?? 1024,
        ttlMsOf: lifetime => (lifetime === '1h' ? TTL_MS['1h'] : TTL_MS['5m']),
      })
      const asked = await answerer.answer(toAnswerRequest(request), {
        answerFault,
        isReasoningOff: request.thinking?.type === 'disabled',
      })
      const { plan, stopSequence } = stopped(asked, request.stop_sequences ?? [])
      const usage: TokenUsage = {
        ...input,
        outputTokens: outputTokensOf(plan),
        reasoningTokens: plan.kind === 'answer' ? plan.reasoningTokens : 0,
      }
      return {
        message: renderMessage({ request, plan, stopSequence, usage, serial: own, resolvedModel, isBatch }),
        consumption: { model: resolvedModel, usage, isBatch },
      }
    },
  }
}

/** The plan up to the first stop sequence; what would have come after it is never written, nor billed. */
function stopped(plan: AnswerPlan, sequences: readonly string[]) {
  if (plan.kind !== 'answer') return { plan, stopSequence: null }
  const found = sequences
    .map(sequence => ({ sequence, at: plan.text.indexOf(sequence) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0]
  if (found === undefined) return { plan, stopSequence: null }
  const cut: AnswerPlan = { ...plan, text: plan.text.slice(0, found.at), calls: [], finish: 'stop' }
  return { plan: cut, stopSequence: found.sequence }
}
