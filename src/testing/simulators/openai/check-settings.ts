import type { OpenAiChatModel, ReasoningEffort } from './openai-models.ts'
import { invalidRequest } from './openai-problem.ts'

/** Settings whose rules are the same for both endpoints; `names` are the fields' own. */
export type SettingFields = {
  readonly effort: ReasoningEffort | null | undefined
  readonly effortName: string
  readonly temperature: number | null | undefined
  readonly topP: number | null | undefined
  readonly maxTokens: number | null | undefined
  readonly maxTokensName: string
}

/**
 * @throws {RequestProblem} for settings this model does not take: sampling on reasoning models, an effort it does not
 *   know, more output than it can write.
 */
export function checkSettings(model: OpenAiChatModel, fields: SettingFields): void {
  const { effort, effortName, maxTokens, maxTokensName } = fields
  const isReasoning = model.efforts.length > 0
  if (effort != null && !isReasoning) throw unsupportedParameter(effortName)
  if (effort != null && !model.efforts.includes(effort)) {
    const known = model.efforts.map(each => `'${each}'`).join(', ')
    throw unsupportedValue(effortName, `'${effort}'`, `Supported values are: ${known}.`)
  }
  if (isReasoning && (fields.temperature ?? 1) !== 1) {
    throw unsupportedValue(
      'temperature',
      String(fields.temperature),
      'Only the default (1) value is supported.',
    )
  }
  if (isReasoning && (fields.topP ?? 1) !== 1) throw unsupportedParameter('top_p')
  if ((maxTokens ?? 0) > model.maxOutputTokens) {
    throw invalidRequest(
      `${maxTokensName} is too large: ${maxTokens}. This model supports at most ${model.maxOutputTokens} completion tokens.`,
      maxTokensName,
      'invalid_value',
    )
  }
}

/** The refusal of a field that a model does not know. */
export function unsupportedParameter(name: string, advice = '') {
  const message = `Unsupported parameter: '${name}' is not supported with this model.${advice}`
  return invalidRequest(message, name, 'unsupported_parameter')
}

function unsupportedValue(name: string, value: string, advice: string) {
  const message = `Unsupported value: '${name}' does not support ${value} with this model. ${advice}`
  return invalidRequest(message, name, 'unsupported_value')
}
