import type { JudgeIdentity } from '../../records/calibration.ts'
import type { JudgeManifest } from '../../records/evaluation.ts'

/**
 * Who a judge of a run is, for its calibration to be found again. The number of votes is no part of it: a calibration
 * is about single votes.
 */
export function judgeIdentity({ provider, model, rubricHash, settings }: JudgeManifest): JudgeIdentity {
  const { apiVersion, temperature, reasoning, maxOutputTokens } = settings
  // What was dropped is a sentence about the settings that remain; its wording must not end a calibration.
  const sent = [apiVersion, temperature, reasoning, maxOutputTokens].map(value => value ?? null)
  return { judge: `${provider}/${model}`, rubricHash, settings: JSON.stringify(sent) }
}
