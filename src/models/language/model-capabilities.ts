import type { JsonObject } from '../../records/json-value.ts'

export type SdkProvider = 'anthropic' | 'openai' | 'google' | 'openai-compatible'

/** What one model accepts. */
export type ModelCapabilities = {
  /** Undefined when it is accepted, else why not, in words for a report. */
  readonly temperatureRefused: string | undefined
  /** The least thinking it can be asked for, as the provider takes it; undefined: nothing is asked for. */
  readonly leastReasoning: { readonly label: string; readonly options: JsonObject } | undefined
  /** Thinking counts against the limit of the output, which therefore must not be small. */
  readonly thinks: boolean
  /** The provider holds its answer to a JSON schema. */
  readonly answersBySchema: boolean
}

type Rule = ModelCapabilities & { readonly provider: SdkProvider; readonly model: RegExp }

const PLAIN: ModelCapabilities = {
  temperatureRefused: undefined,
  leastReasoning: undefined,
  thinks: false,
  answersBySchema: true,
}

const SINCE_OPUS_4_7 = 'Claude models after Opus 4.6, Sonnet 4.6 and Haiku 4.5 take no temperature'
const REASONING = 'reasoning models of OpenAI take no temperature'

const effort = (label: string) => ({ label, options: { effort: label } })
const reasoningEffort = (label: string) => ({ label, options: { reasoningEffort: label } })
const thinkingLevel = (label: string) => ({ label, options: { thinkingConfig: { thinkingLevel: label } } })
const thinkingBudget = (tokens: number) => ({
  label: `thinking budget ${tokens}`,
  options: { thinkingConfig: { thinkingBudget: tokens } },
})

/**
 * The first rule that fits is the model's. Families and not single ids, because dated snapshots and new members
 * come faster than releases of this package; a model nobody knows is treated as its family's newest.
 *
 * Sources, 2026-11-22: the providers' model pages and API reference; `@ai-sdk/anthropic` 4.0.105 and `@ai-sdk/openai`
 * 4.0.118, whose own tables drop the same parameters (a test compares them).
 */
const RULES: readonly Rule[] = [
  // Native structured output came with Opus 4.1 and Sonnet 4.5; before it there is only a forced tool.
  {
    provider: 'anthropic',
    model: /^claude-(instant|v?2|3|sonnet-4-0|opus-4-0|(sonnet|opus)-4-20\d{6})/,
    ...PLAIN,
    answersBySchema: false,
  },
  { provider: 'anthropic', model: /^claude-(opus-4-[156]|sonnet-4-[56]|haiku-4-5)(-\d{8})?$/, ...PLAIN },
  {
    provider: 'anthropic',
    model: /./,
    temperatureRefused: SINCE_OPUS_4_7,
    leastReasoning: effort('low'),
    thinks: true,
    answersBySchema: true,
  },
  { provider: 'openai', model: /^gpt-5-chat/, ...PLAIN },
  {
    provider: 'openai',
    model: /^(gpt-\d.*-(pro|chat)(-|$)|o1-pro)/,
    temperatureRefused: REASONING,
    leastReasoning: undefined,
    thinks: true,
    answersBySchema: true,
  },
  {
    provider: 'openai',
    model: /^gpt-5(-mini|-nano)?(-\d{4}-\d{2}-\d{2})?$/,
    temperatureRefused: REASONING,
    leastReasoning: reasoningEffort('minimal'),
    thinks: true,
    answersBySchema: true,
  },
  {
    provider: 'openai',
    model: /^(gpt-([5-9]|\d{2,})|o[1-9])/,
    temperatureRefused: REASONING,
    leastReasoning: reasoningEffort('low'),
    thinks: true,
    answersBySchema: true,
  },
  // Knew `json_object` before it knew schemas.
  { provider: 'openai', model: /^(gpt-3\.5|gpt-4(-|$)|gpt-4o-2024-05-13)/, ...PLAIN, answersBySchema: false },
  { provider: 'openai', model: /./, ...PLAIN },
  { provider: 'google', model: /^(gemini-(1|2\.0)|gemma)/, ...PLAIN },
  {
    provider: 'google',
    model: /^gemini-2\.5-pro/,
    ...PLAIN,
    leastReasoning: thinkingBudget(128),
    thinks: true,
  },
  { provider: 'google', model: /^gemini-2\.5/, ...PLAIN, leastReasoning: thinkingBudget(0) },
  { provider: 'google', model: /./, ...PLAIN, leastReasoning: thinkingLevel('low'), thinks: true },
]

/** What a model accepts; a server of one's own accepts everything until the config says otherwise. */
export function capabilitiesOf(provider: SdkProvider, model: string): ModelCapabilities {
  const rule = RULES.find(each => each.provider === provider && each.model.test(model)) ?? PLAIN
  const { temperatureRefused, leastReasoning, thinks, answersBySchema } = rule
  return { temperatureRefused, leastReasoning, thinks, answersBySchema }
}
