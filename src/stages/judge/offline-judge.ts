import type { Judge } from './judge-model.ts'

/**
 * A judge that is not a language model: whatever the rules before it could not decide, it abstains from. Its
 * pairs stay visible as unresolved, they are never taken for ties.
 */
export function createOfflineJudge(): Judge {
  return {
    name: 'offline',
    isLanguageModel: false,
    compareArguments: async () => ({
      kind: 'abstained',
      reason: 'Different valid tool calls: comparing them needs a language model.',
    }),
    compareTexts: async () => ({
      kind: 'abstained',
      reason: 'Different texts: comparing them needs a language model.',
    }),
  }
}
