import { createHash } from 'node:crypto'
import type { AnswerPlan, AnswerPolicy, AnswerRequest } from './answer.ts'
import { countTokens, cutToTokens } from './count-tokens.ts'
import type { Exchange } from './exchange.ts'
import type { AnswerFault } from './fault.ts'

export interface Answerer {
  /** The policy's plan after scripted faults and the token limit; a batch has no `answerFault`. */
  answer(
    request: Omit<AnswerRequest, 'seed'>,
    context?: Partial<Pick<Exchange, 'answerFault'>> & {
      /** Thinking is switched off: what the policy plans of it is left out before the limit is applied. */
      readonly isReasoningOff?: boolean
    },
  ): Promise<AnswerPlan>
}

/**
 * Asks the policy. The seed of a call is a hash of `seed`, the request and how often this very request was asked
 * before, so that parallel calls get the same answers in whatever order they arrive.
 */
export function createAnswerer(policy: AnswerPolicy, seed: string): Answerer {
  const timesAsked = new Map<string, number>()
  return {
    async answer(request, { answerFault, isReasoningOff = false } = {}) {
      const hash = createHash('sha256').update(seed).update(JSON.stringify(request)).digest('hex')
      const times = timesAsked.get(hash) ?? 0
      timesAsked.set(hash, times + 1)
      const plan = await policy({ ...request, seed: `${hash}-${times}` })
      const asked = plan.kind === 'answer' && isReasoningOff ? { ...plan, reasoningTokens: 0 } : plan
      return withinLimit(withFault(asked, answerFault), request.maxOutputTokens)
    },
  }
}

/** Tokens a plan is billed as output, reasoning included. */
export function outputTokensOf(plan: AnswerPlan): number {
  switch (plan.kind) {
    case 'answer':
      return plan.reasoningTokens + countTokens(plan.text) + callTokens(plan)
    case 'refusal':
      return countTokens(plan.explanation)
    case 'blocked':
    case 'failed':
      return 0
  }
}

function withFault(plan: AnswerPlan, fault: AnswerFault | undefined): AnswerPlan {
  switch (fault?.kind) {
    case undefined:
      return plan
    case 'refusal':
      return { kind: 'refusal', explanation: 'This request was declined.' }
    case 'blocked-prompt':
      return { kind: 'blocked' }
    case 'failed-status':
      return { kind: 'failed', message: 'The model had an error while processing the request.' }
    case 'truncated-output':
      return plan.kind === 'answer' ? cutAnswer(plan, Math.floor(outputTokensOf(plan) / 2)) : plan
  }
}

function withinLimit(plan: AnswerPlan, maxOutputTokens: number | undefined): AnswerPlan {
  if (plan.kind !== 'answer' || maxOutputTokens === undefined || outputTokensOf(plan) <= maxOutputTokens) {
    return plan
  }
  return cutAnswer(plan, maxOutputTokens)
}

/** Reasoning comes first, then text, then calls; what does not fit is cut off, a call in the midst of its arguments. */
function cutAnswer(plan: AnswerPlan & { readonly kind: 'answer' }, tokens: number): AnswerPlan {
  const reasoningTokens = Math.min(plan.reasoningTokens, tokens)
  let left = tokens - reasoningTokens
  const text = cutToTokens(plan.text, left)
  left -= countTokens(text)
  const calls = plan.calls.flatMap(call => {
    const cut = { ...call, arguments: cutToTokens(call.arguments, left - countTokens(call.name)) }
    const cost = countTokens(cut.name) + countTokens(cut.arguments)
    const fits = cost <= left && left > 0
    left -= cost
    return fits ? [cut] : []
  })
  return { kind: 'answer', text, calls, finish: 'length', reasoningTokens }
}

function callTokens(plan: AnswerPlan & { readonly kind: 'answer' }): number {
  return plan.calls.reduce((sum, call) => sum + countTokens(call.name) + countTokens(call.arguments), 0)
}
