import type { AnthropicProvider } from '@ai-sdk/anthropic'
import type { Fetch } from '../egress/guarded-fetch.ts'
import type { SdkProvider } from '../language/model-capabilities.ts'

/** A language model of the AI SDK's provider packages, version 4 of their interface. */
export type SdkModel = ReturnType<AnthropicProvider['languageModel']>
export type SdkCallOptions = Parameters<SdkModel['doGenerate']>[0]
export type SdkResult = Awaited<ReturnType<SdkModel['doGenerate']>>

export type SdkConnection = {
  readonly model: string
  /** Undefined only for a server that asks for none: the packages would look for it in the environment. */
  readonly apiKey: string | undefined
  readonly baseUrl: string
  readonly fetch: Fetch
}

type Loader = (connection: SdkConnection) => Promise<SdkModel>

/**
 * The packages are loaded with the first call, a tenth of a second each. Address, key and `fetch` are always given:
 * nothing is left for them to read from the environment, and no instance is shared.
 */
const LOADERS: { readonly [provider in SdkProvider]: Loader } = {
  async anthropic({ model, apiKey = '', baseUrl, fetch }) {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    return createAnthropic({ apiKey, baseURL: baseUrl, fetch }).languageModel(model)
  },
  async openai({ model, apiKey = '', baseUrl, fetch }) {
    const { createOpenAI } = await import('@ai-sdk/openai')
    return createOpenAI({ apiKey, baseURL: baseUrl, fetch }).responses(model)
  },
  async google({ model, apiKey = '', baseUrl, fetch }) {
    const { createGoogleGenerativeAI } = await import('@ai-sdk/google')
    return createGoogleGenerativeAI({ apiKey, baseURL: baseUrl, fetch }).languageModel(model)
  },
  async 'openai-compatible'({ model, apiKey, baseUrl, fetch }) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
    return createOpenAICompatible({
      name: 'compatible',
      baseURL: baseUrl,
      fetch,
      supportsStructuredOutputs: true,
      ...(apiKey === undefined ? {} : { apiKey }),
    }).languageModel(model)
  },
}

/**
 * The AI SDK's own model for one provider. For OpenAI that is the Responses API: GPT-5.6 and later refuse function
 * tools together with reasoning in chat completions, and it alone names the lifetime of cache writes, which have
 * prices of their own. Other servers get chat completions, the one protocol all of them speak.
 */
export async function loadSdkModel(provider: SdkProvider, connection: SdkConnection): Promise<SdkModel> {
  return await LOADERS[provider](connection)
}
