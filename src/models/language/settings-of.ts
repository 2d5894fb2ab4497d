import type { ModelRequest, ModelSettings } from '../language-model.ts'
import type { ModelCapabilities } from './model-capabilities.ts'

/** Below it a thinking model can spend its whole output on thoughts and answer nothing. */
const LEAST_OUTPUT_OF_THINKER = 2_048

const JUDGING: ReadonlySet<ModelRequest['purpose'] | undefined> = new Set(['judge', 'control', 'label'])

/** Whether as little thinking as possible is asked for: replayed agents keep their provider's default. */
export function isJudging(purpose: ModelRequest['purpose'] | undefined): boolean {
  return JUDGING.has(purpose)
}

/** What of a request reaches a model of these capabilities. */
export function settingsFor(
  request: Pick<ModelRequest, 'temperature'> & Partial<Pick<ModelRequest, 'purpose' | 'maxOutputTokens'>>,
  capabilities: ModelCapabilities,
  apiVersion: string | undefined,
): ModelSettings {
  const { temperature, purpose, maxOutputTokens } = request
  const { temperatureRefused, leastReasoning, thinks } = capabilities
  const isDropped = temperature !== undefined && temperatureRefused !== undefined
  const isRaised =
    thinks && isJudging(purpose) && maxOutputTokens !== undefined && maxOutputTokens < LEAST_OUTPUT_OF_THINKER
  return {
    apiVersion,
    temperature: isDropped ? undefined : temperature,
    dropped: isDropped ? [`temperature ${temperature}: ${temperatureRefused}`] : [],
    ...(isJudging(purpose) && leastReasoning !== undefined ? { reasoning: leastReasoning.label } : {}),
    ...(isRaised ? { maxOutputTokens: LEAST_OUTPUT_OF_THINKER } : {}),
  }
}
