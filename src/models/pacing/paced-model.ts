import { ProviderError } from '../../errors/provider-error.ts'
import type { LanguageModel } from '../language-model.ts'
import type { Ending, Gate } from './create-gate.ts'

/** The model with as many calls under way as its provider takes; the others wait their turn. */
export interface PacedModel extends LanguageModel {
  /** Calls that may be under way at this moment. */
  readonly limit: () => number
}

/**
 * The model behind a concurrency limit and a circuit breaker. Waits that the provider asks for hold every call back, not
 * only the one that was told. An outage is waited for with single probes, a storm of rejections with ever longer
 * pauses; after `patienceMs` without an answer waiting calls fail, and so do new ones until a probe gets through.
 *
 * A call that was rejected before any work (429, 503, 529, no connection) costs nothing and waits for its turn again
 * while nobody else is answered either. It fails with its own error where others are: then it is the call, or the rate.
 *
 * @throws {ProviderError} that `endsRun`, not billed, for a call that waited for nothing, and for every further call
 *   once an error said that it concerns them all.
 */
export function pacedModel(model: LanguageModel, gate: Gate): PacedModel {
  return {
    provider: model.provider,
    model: model.model,
    limit: gate.limit,
    settingsOf: request => model.settingsOf(request),
    async generate(request, call = {}) {
      let answersBefore: number | undefined
      for (;;) {
        const end = await gate.enter(call.signal, answersBefore !== undefined)
        try {
          const reply = await model.generate(request, call)
          end({ outcome: 'succeeded' })
          return reply
        } catch (error) {
          end(endingOf(error, call.signal))
          const isAlone = answersBefore === undefined || answersBefore === gate.answers()
          if (!(isAlone && isRejection(error, call.signal))) throw error
          answersBefore = gate.answers()
        }
      }
    },
  }
}

/** Whether nothing was done and waiting helps. */
function isRejection(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted !== true && error instanceof ProviderError && error.isRetryable && !error.mayBeBilled
}

function endingOf(error: unknown, signal: AbortSignal | undefined): Ending {
  // A call that was taken back, or never made, says nothing about the provider.
  if (signal?.aborted === true || !(error instanceof ProviderError)) return { outcome: 'nothing' }
  return { outcome: outcomeOf(error), error }
}

function outcomeOf({ reason, mayBeBilled }: ProviderError): Ending['outcome'] {
  if (reason === 'auth') return 'refused'
  if (reason === 'rate-limit' || (reason === 'overloaded' && !mayBeBilled)) return 'overloaded'
  return reason === 'bad-request' ? 'succeeded' : 'failed'
}
