import { ProviderError } from '../../errors/provider-error.ts'
import type { Trace } from '../../records/trace.ts'
import type { AnsweredTurn, Answerer, TurnQuestion } from './answerer.ts'

/** What a live side answered, not redacted yet. */
export type LiveAnswer =
  | {
      readonly kind: 'completed'
      readonly trace: Trace
      /** The turn that called what the recording has no result for. */
      readonly divergedAt?: number
    }
  | { readonly kind: 'failed'; readonly reason: 'error' | 'timeout' }

/** Everything a replay needs beside the request. */
export type LiveReplayOptions = {
  readonly answerer: Answerer
  /** Milliseconds one turn may take, where the side does not limit its time itself. */
  readonly timeoutMs: number
  /** A signal that aborts after so many milliseconds. */
  readonly deadline: (ms: number) => AbortSignal
  /** Ends the run. */
  readonly signal: AbortSignal
  /** Told why a turn got no answer; the answer that failed does not say it. */
  readonly onFailure?: ((why: string) => void) | undefined
}

export type TurnResult =
  | { readonly kind: 'answered'; readonly turn: AnsweredTurn }
  | { readonly kind: 'failed'; readonly reason: 'error' | 'timeout' }

/**
 * One turn, within its time. A call that failed after all its attempts is the side's failure and a value.
 *
 * @throws {ProviderError} when no further question can be answered either, instead of counting a loss per trace;
 *   whatever is no provider's failure, the end of the run included.
 */
export async function askTurn(question: TurnQuestion, options: LiveReplayOptions): Promise<TurnResult> {
  const { answerer, timeoutMs, deadline, signal, onFailure } = options
  const late = answerer.limitsItsTime === true ? undefined : deadline(timeoutMs)
  const signals = late === undefined ? signal : AbortSignal.any([signal, late])
  try {
    const turn = await answerer.answer(question, { signal: signals })
    return { kind: 'answered', turn }
  } catch (error) {
    signal.throwIfAborted()
    if (late?.aborted === true) {
      onFailure?.(`Expected an answer from ${answerer.name} within ${timeoutMs / 1000} s, got none`)
      return { kind: 'failed', reason: 'timeout' }
    }
    if (!(error instanceof ProviderError) || error.endsRun) throw error
    onFailure?.(error.message)
    return { kind: 'failed', reason: error.reason === 'timeout' ? 'timeout' : 'error' }
  }
}

/** The request as this side answered it: its own turns, time and money. */
export function answeredTrace(
  request: Trace,
  messages: Trace['messages'],
  turns: readonly AnsweredTurn[],
  finish: Trace['finish'],
): Trace {
  const costs = turns.map(turn => turn.costPicoUsd)
  return {
    ...request,
    messages,
    finish,
    model: turns.at(-1)?.model ?? request.model,
    latencyMs: turns.reduce((sum, turn) => sum + turn.latencyMs, 0),
    costPicoUsd: costs.reduce<number | undefined>(
      (sum, cost) => (sum === undefined || cost === undefined ? undefined : sum + cost),
      0,
    ),
    // What was recorded of the production answer says nothing about this one.
    outcome: undefined,
    supportFlag: undefined,
  }
}
