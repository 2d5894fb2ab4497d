import { ProviderError } from '../../errors/provider-error.ts'
import type { Fetch } from '../egress/guarded-fetch.ts'
import { capabilitiesOf, type ModelCapabilities, type SdkProvider } from '../language/model-capabilities.ts'
import { readAnswer } from '../language/read-answer.ts'
import { settingsFor } from '../language/settings-of.ts'
import type { LanguageModel, ModelReply, ModelRequest } from '../language-model.ts'
import { ANTHROPIC_DIALECT } from './anthropic-dialect.ts'
import { callOptionsOf } from './call-options-of.ts'
import type { Dialect } from './dialect.ts'
import { createExchange } from './exchange.ts'
import { GOOGLE_DIALECT } from './google-dialect.ts'
import { loadSdkModel, type SdkResult } from './load-sdk-model.ts'
import { CHAT_DIALECT, OPENAI_DIALECT } from './openai-dialect.ts'

/** Where the providers' own APIs are; a provider's key goes there and nowhere else. */
export const LANGUAGE_BASE_URLS: { readonly [provider in 'anthropic' | 'openai' | 'google']: string } = {
  anthropic: 'https://api.anthropic.com/v1',
  openai: 'https://api.openai.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
}

export type SdkModelOptions = {
  /** Exact id, without the provider's name before it. */
  readonly model: string
  /** A guarded one, made for `baseUrl`: it is what keeps the key from every other origin. */
  readonly fetch: Fetch
  readonly nowMs: () => number
  /** What the model accepts, where it is known better than by its name. */
  readonly capabilities?: Partial<ModelCapabilities> | undefined
} & (
  | {
      readonly provider: 'anthropic' | 'openai' | 'google'
      readonly apiKey: string
      /** Another address of the same API, as `LANGUAGE_BASE_URLS`. */
      readonly baseUrl?: string | undefined
    }
  | {
      readonly provider: 'openai-compatible'
      readonly apiKey: string | undefined
      /** Up to and including `/v1`, as the server's documentation gives it. */
      readonly baseUrl: string
    }
)

const DIALECTS: { readonly [provider in SdkProvider]: Dialect } = {
  anthropic: ANTHROPIC_DIALECT,
  openai: OPENAI_DIALECT,
  google: GOOGLE_DIALECT,
  'openai-compatible': CHAT_DIALECT,
}

/**
 * A provider's language model, through the AI SDK's provider packages alone: they build the request and read the
 * reply; retry, budget, egress and errors are ours, and nothing of the SDK's telemetry or gateway is loaded
 * (docs/decisions/2026-11-23-language-models-below-the-sdk.md). One call of `generate` is one request.
 */
export function createSdkLanguageModel(options: SdkModelOptions): LanguageModel {
  const { provider, model, apiKey, fetch, nowMs } = options
  const baseUrl = baseUrlOf(options).replace(/\/+$/, '')
  const dialect = DIALECTS[provider]
  const capabilities = { ...capabilitiesOf(provider, model), ...options.capabilities }
  return {
    provider,
    model,
    settingsOf: request => settingsFor(request, capabilities, dialect.apiVersion),
    async generate(request, { signal } = {}) {
      if (request.answerSchema !== undefined && !capabilities.answersBySchema) {
        throw withoutSchema(provider, model)
      }
      const callOptions = callOptionsOf(request, capabilities, dialect)
      const exchange = createExchange({ provider, dialect, fetch, nowMs })
      const sdkModel = await loadSdkModel(provider, { model, apiKey, baseUrl, fetch: exchange.fetch })
      const startedAtMs = nowMs()
      const { result, body } = await exchange.watch(() =>
        sdkModel.doGenerate(signal === undefined ? callOptions : { ...callOptions, abortSignal: signal }),
      )
      return { ...replyOf(result, body, request, dialect), latencyMs: Math.round(nowMs() - startedAtMs) }
    },
  }
}

function baseUrlOf(options: SdkModelOptions): string {
  return options.provider === 'openai-compatible'
    ? options.baseUrl
    : (options.baseUrl ?? LANGUAGE_BASE_URLS[options.provider])
}

function replyOf(
  { content, structuredOutputText }: SdkResult,
  body: unknown,
  { answerSchema }: ModelRequest,
  dialect: Dialect,
): Omit<ModelReply, 'latencyMs'> {
  const text = content.flatMap(part => (part.type === 'text' ? [part.text] : [])).join('')
  const calls = content.flatMap(part =>
    part.type === 'tool-call'
      ? [{ id: part.toolCallId, name: part.toolName, arguments: part.input ?? '' }]
      : [],
  )
  const { finish: ending, word } = dialect.endingOf(body)
  const finish = ending === 'stop' && calls.length > 0 ? 'tool-calls' : ending
  const usage = dialect.usageOf(body)
  return {
    text,
    calls,
    // A refusal or a cut answer can be JSON by chance; it is not an answer.
    answer:
      answerSchema === undefined || finish !== 'stop'
        ? undefined
        : readAnswer(structuredOutputText ?? text, answerSchema.schema),
    finish,
    finishWord: word,
    usage,
    resolvedModel: dialect.resolvedModelOf(body),
    costPicoUsd: undefined,
    isCostEstimated: usage === undefined,
  }
}

/** The alternatives, a forced tool or JSON found in prose, are what this project does not do. */
function withoutSchema(provider: string, model: string): ProviderError {
  return new ProviderError(`Expected a model that answers by schema, got ${model} of ${provider}`, {
    provider,
    reason: 'bad-request',
    isRetryable: false,
    hint: 'choose a newer model: answers are never forced through a tool or looked for in prose',
  })
}
