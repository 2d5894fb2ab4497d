import type { ModelFinish } from '../language-model.ts'
import { propertyOf } from '../property-of.ts'
import { usageOfAnthropic } from '../usage/usage-of-anthropic.ts'
import { type Dialect, textOrNothing } from './dialect.ts'

const FINISHES: { readonly [word: string]: ModelFinish } = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool-calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  refusal: 'refusal',
}

/** Limits on money, which no waiting lifts. */
const EXHAUSTED = /^(billing_error|\w*spend_limit_reached|organization_on_hold)$/

/** An account without money is told so with the status and type of any other mistake (400): the sentence alone says it. */
const NO_CREDIT = /^Your credit balance is too low\b/

/** Anthropic's Messages API, in the version whose models may still take a temperature. */
export const ANTHROPIC_DIALECT: Dialect = {
  apiVersion: '2023-06-01',
  optionsKey: 'anthropic',
  marksToolErrors: true,
  // The schema is the output's format, never a forced tool, which newer models refuse. No priority prices.
  optionsOf: ({ answerSchema }) => ({
    serviceTier: 'standard_only',
    ...(answerSchema === undefined ? {} : { structuredOutputMode: 'outputFormat' }),
  }),
  systemOptionsOf: ({ cachePrefix }) =>
    cachePrefix === true ? { cacheControl: { type: 'ephemeral' } } : undefined,
  usageOf: body => usageOfAnthropic(propertyOf(body, 'usage')),
  endingOf(body) {
    const word = textOrNothing(propertyOf(body, 'stop_reason'))
    return { finish: (word === undefined ? undefined : FINISHES[word]) ?? 'other', word }
  },
  resolvedModelOf: body => textOrNothing(propertyOf(body, 'model')),
  failureOf(body) {
    const type = textOrNothing(propertyOf(body, 'error', 'type'))
    const code = textOrNothing(propertyOf(body, 'error', 'details', 'error_code'))
    const sentence = textOrNothing(propertyOf(body, 'error', 'message')) ?? ''
    const isExhausted =
      [type, code].some(word => word !== undefined && EXHAUSTED.test(word)) || NO_CREDIT.test(sentence)
    return { code: code ?? type, isExhausted }
  },
  failureInReply: () => undefined,
}
