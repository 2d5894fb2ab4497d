import type { Judge } from './judge-model.ts'

/**
 * The judge with calls that differ from the baseline's counted as wrong, as the article does: only for a baseline that
 * is right by definition. No model is asked about calls any more.
 */
export function zeroOnMismatch(judge: Judge): Judge {
  return {
    name: judge.name,
    isLanguageModel: judge.isLanguageModel,
    // Other calls than those that failed are not wrong for being others.
    onFailures: judge,
    compareTexts: question => judge.compareTexts(question),
    compareArguments: async () => ({
      kind: 'scored',
      baselineScore: 1,
      candidateScore: 0,
      reason: "other calls than the baseline's count as wrong (on_mismatch: zero)",
    }),
  }
}
