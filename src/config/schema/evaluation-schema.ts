import { z } from 'zod'
import { answeringModel, oneOf, positiveNumber, text } from '../fields.ts'
import { type Effects, effective } from './effect.ts'
import { CONSENSUS, RUBRIC, RUNS, TEMPERATURE } from './judging-fields.ts'

const structuredSchema = z.strictObject({
  validation: oneOf(['exact_tool_match']).default('exact_tool_match'),
  on_mismatch: oneOf(['judge', 'zero']).default('judge'),
  argument_judge: z
    .strictObject({
      model: answeringModel().optional(),
      rubric: RUBRIC.default('tool-arguments'),
      temperature: TEMPERATURE.default(0.3),
      runs: RUNS.default(3),
      consensus: CONSENSUS.default('majority_vote'),
    })
    .prefault({}),
})

const freeformSchema = z.strictObject({
  method: oneOf(['pairwise_preference']).default('pairwise_preference'),
  baseline_model: answeringModel(['production_current']).default('production_current'),
  judge_model: answeringModel().optional(),
  rubric: RUBRIC.default('pairwise-helpfulness'),
  temperature: TEMPERATURE.default(0.3),
  runs: RUNS.default(3),
  consensus: CONSENSUS.default('majority_vote'),
})

const adversarialSchema = z.strictObject({
  source: text('the path of the adversarial set').optional(),
  weight_multiplier: positiveNumber(1000).default(3),
  growth_policy: oneOf(['append_only']).default('append_only'),
})

/** How two answers are compared: tool calls, texts, and the permanent set of failures. */
export const evaluationSchema = z.strictObject({
  structured: structuredSchema.prefault({}),
  freeform: freeformSchema.prefault({}),
  adversarial: adversarialSchema.prefault({}),
})

/** What each key of `evaluation` changes. */
export const EVALUATION_EFFECTS: Effects = {
  'evaluation.structured.validation': effective('how tool calls are compared'),
  'evaluation.structured.on_mismatch': effective('what different calls mean without `expected`'),
  'evaluation.structured.argument_judge.model': effective('the model that compares arguments'),
  'evaluation.structured.argument_judge.rubric': effective('the words the argument judge is asked in'),
  'evaluation.structured.argument_judge.temperature': effective('the temperature of the argument judge'),
  'evaluation.structured.argument_judge.runs': effective('how many votes decide on arguments'),
  'evaluation.structured.argument_judge.consensus': effective('how votes on arguments are combined'),
  'evaluation.freeform.method': effective('how texts are compared'),
  'evaluation.freeform.baseline_model': effective('what the candidate is compared with'),
  'evaluation.freeform.judge_model': effective('the model that prefers one of two texts'),
  'evaluation.freeform.rubric': effective('the words the preference judge is asked in'),
  'evaluation.freeform.temperature': effective('the temperature of the preference judge'),
  'evaluation.freeform.runs': effective('how many votes decide on a pair'),
  'evaluation.freeform.consensus': effective('how votes on a pair are combined'),
  'evaluation.adversarial.source': effective('the permanent set of reported failures that joins every run'),
  'evaluation.adversarial.weight_multiplier': effective(
    'the weight of such a failure in the composite score',
  ),
  'evaluation.adversarial.growth_policy': effective('how the set may change'),
}
