import { ProviderError } from '../../errors/provider-error.ts'
import type { Ending, Gate } from './create-gate.ts'

/**
 * What the call gives, made when the gate lets it through. A call that was rejected before any work (429, 503, 529, no connection) costs
 * nothing and waits for its turn again while nobody else is answered either; it fails with its own error where others are.
 *
 * @throws what the call throws; {ProviderError} for a call that waited in vain; the signal's reason.
 */
export async function pacedCall<T>(
  gate: Gate,
  call: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let answersBefore: number | undefined
  for (;;) {
    const end = await gate.enter(signal, answersBefore !== undefined)
    try {
      const reply = await call()
      end({ outcome: 'succeeded' })
      return reply
    } catch (error) {
      end(endingOf(error, signal))
      const isAlone = answersBefore === undefined || answersBefore === gate.answers()
      if (!(isAlone && isRejection(error, signal))) throw error
      answersBefore = gate.answers()
    }
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
