import { z } from 'zod'
import { integer, listOf, numberInside, oneOf, text, textLike } from './fields.ts'
import { ENVIRONMENT_NAME } from './interpolate-env.ts'
import { PRESET_NAMES } from './presets/presets.ts'
import { alertsSchema } from './schema/alerts-schema.ts'
import { answererKeys } from './schema/answerer-keys.ts'
import { candidateSchema } from './schema/candidate-schema.ts'
import { clusteringSchema } from './schema/clustering-schema.ts'
import { costControlsSchema } from './schema/cost-controls-schema.ts'
import { evaluationSchema } from './schema/evaluation-schema.ts'
import { judgeSchema } from './schema/judge-schema.ts'
import { modelsSchema } from './schema/models-schema.ts'
import { privacySchema } from './schema/privacy-schema.ts'
import { regressionGatesSchema } from './schema/regression-gates-schema.ts'
import { replaySchema } from './schema/replay-schema.ts'
import { samplingSchema } from './schema/sampling-schema.ts'
import { scheduleSchema } from './schema/schedule-schema.ts'
import { scorersSchema } from './schema/scorers-schema.ts'
import { sourceSchema } from './schema/source-schema.ts'

const CANDIDATE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/

/** What a config file says once every key stands at its one place (placement.ts). Unknown keys are refused. */
export const configSchema = z.strictObject({
  preset: oneOf(PRESET_NAMES).optional(),
  sampling: samplingSchema.prefault({}),
  clustering: clusteringSchema.prefault({}),
  evaluation: evaluationSchema.prefault({}),
  regression_gates: regressionGatesSchema.prefault({}),
  cost_controls: costControlsSchema.prefault({}),
  source: sourceSchema.optional(),
  candidate: candidateSchema.optional(),
  candidates: z
    .record(textLike(CANDIDATE_NAME, 'the name of a candidate, such as `small-model`'), candidateSchema, {
      error: 'expected a block of candidates by name',
    })
    .optional(),
  baseline: z
    .union([z.literal('recorded'), z.strictObject(answererKeys)], {
      error:
        'expected `recorded` (what production answered), or a block with `model`, `http` or `module` that answers again',
    })
    .default('recorded'),
  replay: replaySchema.prefault({}),
  privacy: privacySchema.prefault({}),
  models: modelsSchema.prefault({}),
  judge: judgeSchema.prefault({}),
  alerts: alertsSchema.prefault({}),
  scorers: scorersSchema.default([]),
  audit: z.strictObject({ weekly_size: integer(1, 100_000).default(50) }).prefault({}),
  drift: z.strictObject({ threshold: numberInside(0, 10).default(0.15) }).prefault({}),
  schedule: scheduleSchema.prefault({}),
  store: z.strictObject({ path: text('a path').optional() }).prefault({}),
  env: listOf(
    textLike(ENVIRONMENT_NAME, 'the name of an environment variable'),
    'names of environment variables',
  ).default([]),
  seed: z.union([z.string().min(1), z.int()], { error: 'expected text or a whole number' }).default('1'),
})

/** A config file's values with defaults filled in, in the file's own names. */
export type ConfigFile = z.output<typeof configSchema>
