import type { ProviderName } from './config.ts'

/** Where a model's key is read from, by provider. */
export const KEY_VARIABLES: { readonly [provider in ProviderName]: string } = {
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GOOGLE_GENERATIVE_AI_API_KEY',
  openai: 'OPENAI_API_KEY',
}

const FAMILIES: readonly (readonly [provider: ProviderName, name: RegExp])[] = [
  ['anthropic', /^(anthropic\/.+|claude-.+)$/],
  ['google', /^(google\/.+|gemini-.+|gemma-.+)$/],
  ['openai', /^(openai\/.+|gpt-.+|chatgpt-.+|o[1-9](-.+)?|text-embedding-(3-.+|ada-.+))$/],
]

/** The name of the embedding model that needs no key and no network. */
export const LOCAL_EMBEDDING_MODEL = 'local'

/** The provider a model name belongs to, by its family or a `provider/` prefix; undefined when neither tells. */
export function modelFamily(model: string): ProviderName | undefined {
  return FAMILIES.find(([, pattern]) => pattern.test(model))?.[0]
}
