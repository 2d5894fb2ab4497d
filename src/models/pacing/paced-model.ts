import type { LanguageModel } from '../language-model.ts'
import type { Gate } from './create-gate.ts'
import { pacedCall } from './paced-call.ts'

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
    generate: (request, call = {}) => pacedCall(gate, () => model.generate(request, call), call.signal),
  }
}
