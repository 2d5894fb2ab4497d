import { createHash } from 'node:crypto'
import { ProviderError, type ProviderErrorReason } from '../../errors/provider-error.ts'
import type { ModelFinish } from '../language-model.ts'
import { openAiFailure } from '../openai/openai-failure.ts'
import { propertyOf } from '../property-of.ts'
import { usageOfOpenAiChat, usageOfOpenAiResponses } from '../usage/usage-of-openai.ts'
import { type Dialect, textOrNothing } from './dialect.ts'

const RESPONSE_FINISHES: { readonly [word: string]: ModelFinish } = {
  completed: 'stop',
  max_output_tokens: 'length',
  content_filter: 'content-filter',
  refusal: 'refusal',
}

/** OpenAI's Responses API. */
export const OPENAI_DIALECT: Dialect = {
  apiVersion: undefined,
  optionsKey: 'openai',
  marksToolErrors: false,
  // Traffic is kept by nobody; the price is the list price; no summaries of thoughts, which cost output.
  optionsOf: ({ system, cachePrefix }) => ({
    store: false,
    serviceTier: 'default',
    reasoningSummary: null,
    ...(cachePrefix === true && system !== undefined ? { promptCacheKey: digestOf(system) } : {}),
  }),
  systemOptionsOf: () => undefined,
  usageOf: body => usageOfOpenAiResponses(propertyOf(body, 'usage')),
  endingOf(body) {
    const status = textOrNothing(propertyOf(body, 'status'))
    const word = hasRefusal(body)
      ? 'refusal'
      : (textOrNothing(propertyOf(body, 'incomplete_details', 'reason')) ?? status)
    return { finish: (word === undefined ? 'stop' : RESPONSE_FINISHES[word]) ?? 'other', word }
  },
  resolvedModelOf: body => textOrNothing(propertyOf(body, 'model')),
  failureOf: openAiFailure,
  failureInReply(body) {
    const status = propertyOf(body, 'status')
    const error = propertyOf(body, 'error')
    if (status !== 'failed' && status !== 'cancelled' && (error === undefined || error === null))
      return undefined
    const code = textOrNothing(propertyOf(error, 'code')) ?? 'no code'
    return new ProviderError(
      `Expected an answer from openai, got status 200 with a failed response (${code})`,
      {
        provider: 'openai',
        ...kindOf(code),
        mayBeBilled: true,
      },
    )
  },
}

const CHAT_FINISHES: { readonly [word: string]: ModelFinish } = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
}

/** Chat completions as OpenAI defined them and other servers and gateways speak them. */
export const CHAT_DIALECT: Dialect = {
  apiVersion: undefined,
  optionsKey: 'compatible',
  marksToolErrors: false,
  optionsOf: () => ({}),
  systemOptionsOf: () => undefined,
  usageOf: body => usageOfOpenAiChat(propertyOf(body, 'usage')),
  endingOf(body) {
    const choice = propertyOf(body, 'choices', 0)
    const word = textOrNothing(propertyOf(choice, 'finish_reason'))
    if (textOrNothing(propertyOf(choice, 'message', 'refusal')) !== undefined) {
      return { finish: 'refusal', word }
    }
    return { finish: (word === undefined ? undefined : CHAT_FINISHES[word]) ?? 'other', word }
  },
  resolvedModelOf: body => textOrNothing(propertyOf(body, 'model')),
  failureOf: openAiFailure,
  failureInReply: () => undefined,
}

function hasRefusal(body: unknown): boolean {
  return listOf(propertyOf(body, 'output'))
    .flatMap(item => listOf(propertyOf(item, 'content')))
    .some(part => propertyOf(part, 'type') === 'refusal')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A failure after the request was accepted: it may pass, or lie in the request itself. */
function kindOf(code: string): { readonly reason: ProviderErrorReason; readonly isRetryable: boolean } {
  if (code === 'rate_limit_exceeded') return { reason: 'rate-limit', isRetryable: true }
  if (code === 'server_error') return { reason: 'overloaded', isRetryable: true }
  return { reason: 'bad-request', isRetryable: false }
}

/** Requests that begin alike find the same cache; the text itself is no key. */
function digestOf(system: string): string {
  return createHash('sha256').update(system).digest('hex').slice(0, 32)
}
