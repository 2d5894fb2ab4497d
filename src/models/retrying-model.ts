import type { LanguageModel } from './language-model.ts'
import type { RetryBudget } from './pacing/retry-budget.ts'
import { type Sleep, withRetries } from './retrying.ts'

/** The model with `withRetries` around every request. A `ModelDriftError` and an abort are never tried again. */
export function retryingModel(
  model: LanguageModel,
  { sleep, budget }: { readonly sleep: Sleep; readonly budget?: RetryBudget | undefined },
): LanguageModel {
  return {
    provider: model.provider,
    model: model.model,
    settingsOf: request => model.settingsOf(request),
    generate: (request, options = {}) =>
      withRetries(() => model.generate(request, options), { sleep, budget, signal: options.signal }),
  }
}
