import { ProviderError } from '../../errors/provider-error.ts'
import type { RedactedTrace } from '../../records/trace.ts'
import { plainMessage } from './agent-shape.ts'
import { callUser } from './module-answerer.ts'
import type { Scorer } from './scorer.ts'

/** What a scorer's function is told of an answer; text is redacted (docs/library.md). */
export type ScorerAnswer = {
  readonly trace_id: string
  /** The whole conversation, the request first, in the shape of canonical traces (docs/trace-format.md). */
  readonly messages: readonly ReturnType<typeof plainMessage>[]
  /** The recorded outcome, 0 to 1; null without one. */
  readonly outcome: number | null
  readonly flags: { readonly [flag: string]: string }
}

/** The default export of a scorer's module: 0 to 1 or a truth value; null or undefined: nothing to say. */
export type ScorerFunction = (
  answer: ScorerAnswer,
  options: { readonly signal: AbortSignal },
) => number | boolean | null | undefined | Promise<number | boolean | null | undefined>

/**
 * A scorer that a function of the user's is.
 *
 * @param deadline - a signal that aborts when one score has taken too long.
 */
export function createModuleScorer(name: string, score: ScorerFunction, deadline: () => AbortSignal): Scorer {
  return {
    name,
    async score(trace) {
      const signal = deadline()
      const value = await Promise.race([
        callUser(name, () => score(answerOf(trace), { signal })),
        late(name, signal),
      ])
      if (value === undefined || value === null) return undefined
      if (typeof value === 'boolean') return value ? 1 : 0
      if (typeof value === 'number' && value >= 0 && value <= 1) return value
      throw failure(
        name,
        'bad-response',
        'Expected a score from 0 to 1, a truth value or nothing, got something else',
      )
    },
  }
}

function answerOf({ traceId, messages, outcome, flags }: RedactedTrace): ScorerAnswer {
  return { trace_id: traceId, messages: messages.map(plainMessage), outcome: outcome ?? null, flags }
}

function late(name: string, signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(failure(name, 'timeout', 'Expected a score in time, got none'))
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return promise
}

function failure(provider: string, reason: 'bad-response' | 'timeout', message: string): ProviderError {
  return new ProviderError(message, { provider, reason, isRetryable: false })
}
