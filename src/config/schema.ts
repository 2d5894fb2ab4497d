import { z } from 'zod'
import { MAPPED_FIELDS, type MappedField } from './config.ts'
import {
  flag,
  integer,
  listOf,
  modelName,
  numberBetween,
  numberInside,
  oneOf,
  positiveNumber,
  text,
  textLike,
} from './fields.ts'
import { ENVIRONMENT_NAME } from './interpolate-env.ts'
import { LOCAL_EMBEDDING_MODEL } from './model-family.ts'
import { parseWindowEnd } from './window-end.ts'

const TEMPERATURE = numberBetween(0, 2)
const RUNS = integer(1, 25)
const CONSENSUS = oneOf(['majority_vote'])
const CHANNEL_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
// A config may not name any secret of the environment it runs in: tokens of CI and clouds end otherwise.
const API_KEY_NAME = /^[A-Za-z_][A-Za-z0-9_]*_API_KEY$/
const CRON = /^(\S+\s+){4}\S+$/
// RFC 6901: empty for the whole row, else steps that each begin with a slash.
const POINTER = /^(\/([^~/]|~[01])*)*$/

const clusteringSchema = z.strictObject({
  algorithm: oneOf(['hdbscan', 'kmeans', 'dbscan']).default('hdbscan'),
  k: integer(1, 1_000_000).optional(),
  min_cluster_size: integer(2, 1_000_000).default(15),
  scale_min_cluster_size: flag().default(false),
  min_samples: integer(1, 10_000).default(6),
  noise_weight: positiveNumber(10).default(0.5),
  space: oneOf(['spectral', 'embedding']).default('spectral'),
})

const samplingSchema = z.strictObject({
  strategy: oneOf(['cluster_stratified', 'replay'], ['static', 'judge_only']).default('cluster_stratified'),
  window_days: integer(1, 366).default(7),
  window_end: z
    .string({ error: 'expected a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z' })
    .refine(value => parseWindowEnd(value) !== undefined, {
      error: 'expected a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z',
    })
    .optional(),
  target_size: integer(1, 10_000_000).default(2000),
  embedding_model: modelName([LOCAL_EMBEDDING_MODEL]).default(LOCAL_EMBEDDING_MODEL),
  allocation: oneOf(['sqrt', 'proportional', 'equal', 'neyman']).default('sqrt'),
  floor: integer(1, 1_000_000).optional(),
  customer_cap: integer(1, 1_000_000).optional(),
  stratify_by: listOf(
    textLike(/^(flags\.[^\s.]\S*|model)$/, 'a feature flag such as `flags.checkout_v2`, or `model`'),
    'feature flags such as `flags.checkout_v2`, or `model`',
  ).default([]),
  suite: text('the path of a suite').optional(),
})

const structuredSchema = z.strictObject({
  validation: oneOf(['exact_tool_match']).default('exact_tool_match'),
  on_mismatch: oneOf(['judge', 'zero']).default('judge'),
  argument_judge: z
    .strictObject({
      model: modelName().optional(),
      temperature: TEMPERATURE.default(0.3),
      runs: RUNS.default(3),
      consensus: CONSENSUS.default('majority_vote'),
    })
    .prefault({}),
})

const freeformSchema = z.strictObject({
  method: oneOf(['pairwise_preference']).default('pairwise_preference'),
  baseline_model: z
    .literal('production_current', {
      error:
        'expected `production_current` (the recorded answers); answering again with a model is not supported yet',
    })
    .default('production_current'),
  judge_model: modelName().optional(),
  temperature: TEMPERATURE.default(0.3),
  runs: RUNS.default(3),
  consensus: CONSENSUS.default('majority_vote'),
})

const adversarialSchema = z.strictObject({
  source: text('the path of the adversarial set').optional(),
  weight_multiplier: positiveNumber(1000).default(3),
  growth_policy: oneOf(['append_only']).default('append_only'),
})

const alertChannelsSchema = listOf(
  textLike(CHANNEL_NAME, 'the name of a channel, such as `slack_ops`'),
  'channel names',
)

const regressionGatesSchema = z.strictObject({
  delta_threshold: numberInside(0, 1).default(0.02),
  adversarial_floor: numberBetween(0, 1).default(0.85),
  alert_channels: alertChannelsSchema.default([]),
  on_inconclusive: oneOf(['block', 'warn']).default('block'),
  decision: oneOf(['interval', 'point']).default('interval'),
})

const BUDGET = positiveNumber(1_000_000)

const providerRoutingSchema = z.strictObject({
  enabled: flag().default(false),
  fallback_order: listOf(
    oneOf(['anthropic', 'google', 'openai']),
    'providers (`anthropic`, `google`, `openai`)',
  ).default([]),
})

const costControlsSchema = z.strictObject({
  semantic_cache_ttl_hours: numberBetween(0, 87_600).default(168),
  provider_routing: providerRoutingSchema.prefault({}),
  max_weekly_budget_usd: BUDGET.optional(),
})

const pointer = textLike(POINTER, 'a JSON pointer such as `/task_id` (empty text for the whole row)')
const POINTERS_EXPECTED = 'expected a JSON pointer such as `/task_id`, or a list of them'
const pointers = z.union([pointer, z.array(pointer).min(1, { error: POINTERS_EXPECTED })], {
  error: POINTERS_EXPECTED,
})

const PATHS_EXPECTED = 'expected a path, or a list of paths'
const path = text('a path')
const pathsSchema = z.union([path, z.array(path).min(1, { error: PATHS_EXPECTED })], {
  error: PATHS_EXPECTED,
})

const pointerByField = Object.fromEntries(MAPPED_FIELDS.map(field => [field, pointer.optional()])) as {
  readonly [field in MappedField]: z.ZodOptional<typeof pointer>
}

const mapSchema = z.strictObject({ id: pointers, messages: pointer, ...pointerByField })

/** Trace files as a block; the plain-text form is written out before this is used. */
const traceFilesSchema = z.strictObject({
  format: oneOf(
    ['canonical', 'messages'],
    ['otlp', 'openinference', 'langfuse', 'langsmith', 'litellm', 'inspect', 'parquet', 'csv', 'clickhouse'],
  ).optional(),
  path: pathsSchema,
  max_rejected: integer(0, 1_000_000_000).optional(),
  intent: pointer.optional(),
  map: mapSchema.optional(),
})

/** Which of these go together is checked in check-combinations.ts. */
const embeddingSchema = z.strictObject({
  base_url: text('the address of an OpenAI-compatible API, such as `http://localhost:11434/v1`').optional(),
  model: text('the name of a model as the server knows it').optional(),
  dimensions: integer(1, 16_384).optional(),
  api_key_env: textLike(
    API_KEY_NAME,
    'the name of an environment variable that ends in `_API_KEY`',
  ).optional(),
  usd_per_million_tokens: numberBetween(0, 1000).optional(),
  batch_size: integer(1, 512).optional(),
  allow_private_network: flag().optional(),
  transformers: z.strictObject({ directory: text("the path of a model's directory") }).optional(),
})

const alertChannelSchema = z.strictObject({
  type: oneOf(['slack', 'pagerduty', 'webhook']),
  target: text('a URL or a routing key, best from an environment variable'),
})

const otherBlocks = {
  baseline: z
    .literal('recorded', {
      error:
        'expected `recorded` (what production answered); answering again with a model is not supported yet',
    })
    .default('recorded'),
  privacy: z
    .strictObject({
      mode: oneOf(['redact'], ['synthetic']).default('redact'),
      ner: oneOf(['none'], ['required', 'gazetteer', 'compromise', 'presidio']).default('none'),
    })
    .prefault({}),
  models: z
    .strictObject({
      offline: flag().default(false),
      judges: listOf(modelName(), 'model names').default([]),
      embedding: embeddingSchema.optional(),
    })
    .prefault({}),
  judge: z
    .strictObject({
      mode: oneOf(['live', 'batch', 'auto']).default('live'),
      secondary: modelName().optional(),
      allow_same_family: flag().default(false),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      channels: z
        .record(textLike(CHANNEL_NAME, 'the name of a channel, such as `slack_ops`'), alertChannelSchema, {
          error: 'expected a block of channels by name',
        })
        .default({}),
    })
    .prefault({}),
  audit: z.strictObject({ weekly_size: integer(1, 100_000).default(50) }).prefault({}),
  drift: z.strictObject({ threshold: numberInside(0, 10).default(0.15) }).prefault({}),
  schedule: z
    .strictObject({
      cron: textLike(CRON, 'a cron line of five fields such as `0 6 * * 1`').optional(),
      time_zone: text('an IANA time zone such as `Europe/Berlin`').default('UTC'),
    })
    .prefault({}),
  store: z.strictObject({ path: text('a path').optional() }).prefault({}),
  env: listOf(
    textLike(ENVIRONMENT_NAME, 'the name of an environment variable'),
    'names of environment variables',
  ).default([]),
  seed: z.union([z.string().min(1), z.int()], { error: 'expected text or a whole number' }).default('1'),
}

/** What a config file says once every key stands at its one place (placement.ts). Unknown keys are refused. */
export const configSchema = z.strictObject({
  sampling: samplingSchema.prefault({}),
  clustering: clusteringSchema.prefault({}),
  evaluation: z
    .strictObject({
      structured: structuredSchema.prefault({}),
      freeform: freeformSchema.prefault({}),
      adversarial: adversarialSchema.prefault({}),
    })
    .prefault({}),
  regression_gates: regressionGatesSchema.prefault({}),
  cost_controls: costControlsSchema.prefault({}),
  source: traceFilesSchema.optional(),
  candidate: z.strictObject({ recorded: traceFilesSchema }).optional(),
  ...otherBlocks,
})

/** A config file's values with defaults filled in, in the file's own names. */
export type ConfigFile = z.output<typeof configSchema>
export type TraceFiles = z.output<typeof traceFilesSchema>
export type EmbeddingFile = z.output<typeof embeddingSchema>
