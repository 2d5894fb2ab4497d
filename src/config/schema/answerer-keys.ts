import { z } from 'zod'
import { answeringModel, apiKeyName, flag, integer, oneOf, text, webAddress } from '../fields.ts'
import { type Effects, effective } from './effect.ts'
import { TEMPERATURE } from './judging-fields.ts'

/** Who answers live. Exactly one of `model`, `http` and `module`, checked in check-answerers.ts. */
export const answererKeys = {
  model: answeringModel().optional(),
  system: text('the system prompt that replaces the recorded one').optional(),
  temperature: TEMPERATURE.optional(),
  max_output_tokens: integer(1, 1_000_000).optional(),
  http: z
    .strictObject({
      url: webAddress(),
      shape: oneOf(['openai', 'tidegate']).default('openai'),
      model: text('the name of a model as the server knows it').optional(),
      api_key_env: apiKeyName().optional(),
      allow_private_network: flag().default(false),
    })
    .optional(),
  module: text('the path of a module').optional(),
}

/** A side that answers live, as the file names it. */
export type AnswererFile = {
  readonly [key in keyof typeof answererKeys]: z.output<(typeof answererKeys)[key]>
}

/** What each key of a side that answers live changes. */
export function answererEffects(prefix: string, side: string): Effects {
  return {
    [`${prefix}.model`]: effective(`${side}: the model that answers`),
    [`${prefix}.system`]: effective(`${side}: the system prompt in the place of the recorded one`),
    [`${prefix}.temperature`]: effective(`${side}: the temperature, where the model accepts one`),
    [`${prefix}.max_output_tokens`]: effective(`${side}: how long an answer may be`),
    [`${prefix}.http.url`]: effective(`${side}: the server that answers`),
    [`${prefix}.http.shape`]: effective(`${side}: what that server is told (docs/replay.md)`),
    [`${prefix}.http.model`]: effective(`${side}: the name of the model there`),
    [`${prefix}.http.api_key_env`]: effective(
      `${side}: the environment variable that holds the server's key`,
    ),
    [`${prefix}.http.allow_private_network`]: effective(
      `${side}: whether the server may stand in a private network, then also without TLS`,
    ),
    [`${prefix}.module`]: effective(`${side}: the module that answers`),
  }
}
