import { googleFailure } from '../google/google-failure.ts'
import type { ModelFinish } from '../language-model.ts'
import { propertyOf } from '../property-of.ts'
import { usageOfGoogle } from '../usage/usage-of-google.ts'
import { type Dialect, textOrNothing } from './dialect.ts'

const FINISHES: { readonly [word: string]: ModelFinish } = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  RECITATION: 'content-filter',
  BLOCKLIST: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  SPII: 'content-filter',
  IMAGE_SAFETY: 'content-filter',
}

/** The Gemini API. A blocked prompt is a reply of status 200 without candidates. */
export const GOOGLE_DIALECT: Dialect = {
  apiVersion: undefined,
  optionsKey: 'google',
  marksToolErrors: true,
  optionsOf: () => ({}),
  systemOptionsOf: () => undefined,
  usageOf: body => usageOfGoogle(propertyOf(body, 'usageMetadata')),
  endingOf(body) {
    const word = textOrNothing(propertyOf(body, 'candidates', 0, 'finishReason'))
    const block = textOrNothing(propertyOf(body, 'promptFeedback', 'blockReason'))
    if (word === undefined && block !== undefined) return { finish: 'content-filter', word: block }
    return { finish: (word === undefined ? undefined : FINISHES[word]) ?? 'other', word }
  },
  resolvedModelOf: body => textOrNothing(propertyOf(body, 'modelVersion'))?.replace(/^models\//, ''),
  failureOf: googleFailure,
  failureInReply: () => undefined,
}
