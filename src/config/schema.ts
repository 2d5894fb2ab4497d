import { z } from 'zod'
import { MAPPED_FIELDS, type MappedField } from './config.ts'
import {
  answeringModel,
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
import { PRESET_NAMES } from './presets/presets.ts'
import { parseWindowEnd } from './window-end.ts'
import { isTimeZone } from './zoned-days.ts'

const TEMPERATURE = numberBetween(0, 2)
const RUNS = integer(1, 25)
const CONSENSUS = oneOf(['majority_vote'])
const RUBRIC = text('the name of a rubric (`tidegate rubric list`) or the path of one, ending in `.yaml`')
const PIPELINE_NAME = /^[A-Za-z0-9][\w./-]{0,99}$/
const CHANNEL_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/
// A config may not name any secret of the environment it runs in: tokens of CI and clouds end otherwise.
const API_KEY_NAME = /^[A-Za-z_][A-Za-z0-9_]*_API_KEY$/
const CANDIDATE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/
const ENDPOINT_NAME = /^(?!(anthropic|google|openai)$)[a-z][a-z0-9-]{0,31}$/
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
  strategy: oneOf(['cluster_stratified', 'replay', 'static', 'judge_only']).default('cluster_stratified'),
  window_days: integer(1, 366).default(7),
  time_zone: z
    .string({ error: 'expected an IANA time zone such as `Europe/Berlin`' })
    .refine(isTimeZone, { error: 'expected an IANA time zone such as `Europe/Berlin`' })
    .default('UTC'),
  window_end: z
    .string({ error: 'expected a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z' })
    .refine(value => parseWindowEnd(value) !== undefined, {
      error: 'expected a date such as 2026-11-20 or a time such as 2026-11-20T09:00:00Z',
    })
    .optional(),
  target_size: integer(1, 10_000_000).default(2000),
  extend_to: integer(1, 10_000_000).optional(),
  embedding_model: modelName([LOCAL_EMBEDDING_MODEL]).default(LOCAL_EMBEDDING_MODEL),
  allocation: oneOf(['sqrt', 'proportional', 'equal', 'neyman']).default('sqrt'),
  floor: integer(1, 1_000_000).optional(),
  customer_cap: integer(1, 1_000_000).optional(),
  stratify_by: listOf(
    textLike(
      /^(flags|flags\.[^\s.]\S*|model)$/,
      'a feature flag such as `flags.checkout_v2`, `flags` for those that divide the traffic, or `model`',
    ),
    'feature flags such as `flags.checkout_v2`, `flags` for those that divide the traffic, or `model`',
  ).default([]),
  suite: text('the path of a suite').optional(),
})

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
  budget_window: oneOf(['calendar', 'rolling']).default('calendar'),
  semantic_cache: z
    .strictObject({ enabled: flag().default(false), threshold: numberInside(0.8, 1).default(0.97) })
    .prefault({}),
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

const ROLE_WORDS_EXPECTED =
  'expected the words of the source by ours: `USER: user` (`system`, `user`, `assistant` or `tool`)'

/** How one message is read where its keys are not those of chat messages. */
const messageShapeSchema = z.strictObject({
  role: pointer,
  text: pointer,
  roles: z
    .record(
      z.string().min(1),
      z.enum(['system', 'user', 'assistant', 'tool'], { error: ROLE_WORDS_EXPECTED }),
      {
        error: ROLE_WORDS_EXPECTED,
      },
    )
    .optional(),
  calls: pointer.optional(),
  call_name: pointer.optional(),
  call_arguments: pointer.optional(),
  call_result: pointer.optional(),
})

const mapSchema = z.strictObject({
  id: pointers,
  messages: pointer,
  message: messageShapeSchema.optional(),
  ...pointerByField,
})

const FILE_FORMATS = [
  'auto',
  'canonical',
  'messages',
  'rows',
  'otlp',
  'openinference',
  'langfuse',
  'langsmith',
  'litellm',
  'inspect',
] as const

/** Trace files as a block; the plain-text form is written out before this is used. */
const traceFilesSchema = z.strictObject({
  format: oneOf(FILE_FORMATS).optional(),
  path: pathsSchema,
  max_rejected: integer(0, 1_000_000_000).optional(),
  intent: pointer.optional(),
  map: mapSchema.optional(),
})

const traceUrl = textLike(
  /^https?:\/\/[^\s{}]+\{trace_id\}[^\s{}]*$/,
  'an address with `{trace_id}` in it, such as `https://traces.example.com/t/{trace_id}`',
)

/** What names a secret of these servers, beside names that end in `_API_KEY`: no other secret of the environment can be meant. */
const LANGFUSE_KEY_NAME = /^([A-Za-z_][A-Za-z0-9_]*_API_KEY|LANGFUSE_[A-Z0-9_]*(PUBLIC|SECRET)_KEY)$/
const CLICKHOUSE_PASSWORD_NAME = /^([A-Za-z_][A-Za-z0-9_]*_API_KEY|CLICKHOUSE_[A-Z0-9_]*PASSWORD)$/
const SQL_NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/

const sqlName = textLike(SQL_NAME, 'a name of letters, digits and underscores')
const columnByField = Object.fromEntries(MAPPED_FIELDS.map(field => [field, sqlName.optional()])) as {
  readonly [field in MappedField]: z.ZodOptional<typeof sqlName>
}
const langfuseKey = textLike(
  LANGFUSE_KEY_NAME,
  'the name of an environment variable such as `LANGFUSE_SECRET_KEY`, or one that ends in `_API_KEY`',
)

/** Keys of a source that is a server; which of them go together is checked in check-pull.ts. */
const pullKeys = {
  url: text('an address that begins with https:// or http://').optional(),
  allow_private_network: flag().optional(),
  public_key_env: langfuseKey.optional(),
  secret_key_env: langfuseKey.optional(),
  environments: listOf(text('the name of an environment'), 'environments').optional(),
  database: sqlName.optional(),
  table: sqlName.optional(),
  user: text('a user').optional(),
  password_env: textLike(
    CLICKHOUSE_PASSWORD_NAME,
    'the name of an environment variable such as `CLICKHOUSE_PASSWORD`, or one that ends in `_API_KEY`',
  ).optional(),
  columns: z
    .strictObject({
      id: sqlName,
      messages: sqlName.optional(),
      input: sqlName.optional(),
      output: sqlName.optional(),
      embedding: sqlName.optional(),
      ...columnByField,
    })
    .optional(),
  where: z
    .record(sqlName, z.array(z.union([z.string(), z.int(), z.boolean()])).min(1), {
      error: 'expected lists of accepted values by column',
    })
    .optional(),
  flags: z
    .record(z.string().min(1), z.string(), { error: 'expected the accepted state by feature flag' })
    .optional(),
  customer_cap: integer(1, 1_000_000_000).optional(),
  pre_sample: integer(1, 10_000_000).optional(),
}

/** Production's traces: files, or a server they are fetched from. */
const sourceSchema = traceFilesSchema.extend({
  format: oneOf([...FILE_FORMATS, 'langfuse-api', 'clickhouse']).optional(),
  path: pathsSchema.optional(),
  trace_url: traceUrl.optional(),
  ...pullKeys,
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

const URL_TEXT = text('an address that begins with https:// or http://')
const PRIVATE_NETWORK = flag().default(false)
const FIELD_PATH = textLike(
  /^(?:\/[^/]{1,200}){1,32}$/,
  'a path such as /flags/email, `*` for any one step, `**` for any number',
)
const KEY_NAME = textLike(API_KEY_NAME, 'the name of an environment variable that ends in `_API_KEY`')

const endpointSchema = z.strictObject({
  protocol: oneOf(['openai-compatible', 'openai', 'anthropic', 'google']).default('openai-compatible'),
  base_url: URL_TEXT,
  api_key_env: KEY_NAME.optional(),
  allow_private_network: PRIVATE_NETWORK,
  usd_per_million_tokens: z
    .strictObject({ input: numberBetween(0, 10_000), output: numberBetween(0, 10_000) })
    .optional(),
})

/** Who answers live. Exactly one of `model`, `http` and `module`, checked in check-answerers.ts. */
const answererKeys = {
  model: answeringModel().optional(),
  system: text('the system prompt that replaces the recorded one').optional(),
  temperature: TEMPERATURE.optional(),
  max_output_tokens: integer(1, 1_000_000).optional(),
  http: z
    .strictObject({
      url: URL_TEXT,
      shape: oneOf(['openai', 'tidegate']).default('openai'),
      model: text('the name of a model as the server knows it').optional(),
      api_key_env: KEY_NAME.optional(),
      allow_private_network: PRIVATE_NETWORK,
    })
    .optional(),
  module: text('the path of a module').optional(),
}

const candidateSchema = z.strictObject({ recorded: traceFilesSchema.optional(), ...answererKeys })

const simulatorSchema = z.strictObject({
  http: z
    .strictObject({ url: URL_TEXT, api_key_env: KEY_NAME.optional(), allow_private_network: PRIVATE_NETWORK })
    .optional(),
  module: text('the path of a module').optional(),
})

const alertChannelSchema = z.strictObject({
  type: oneOf(['slack', 'pagerduty', 'webhook']),
  target: text('a URL or a routing key, best from an environment variable'),
  url: text(
    "the address of PagerDuty's event API, such as https://events.eu.pagerduty.com/v2/enqueue",
  ).optional(),
  secret: text('what a webhook is signed with, best from an environment variable').optional(),
})

const otherBlocks = {
  baseline: z
    .union([z.literal('recorded'), z.strictObject(answererKeys)], {
      error:
        'expected `recorded` (what production answered), or a block with `model`, `http` or `module` that answers again',
    })
    .default('recorded'),
  replay: z
    .strictObject({
      mode: oneOf(['turn', 'trajectory']).default('turn'),
      timeout_seconds: integer(1, 3600).default(120),
      max_steps: integer(1, 1000).default(30),
      concurrency: integer(1, 1024).default(16),
      user_simulator: simulatorSchema.optional(),
    })
    .prefault({}),
  privacy: z
    .strictObject({
      mode: oneOf(['redact', 'synthetic']).default('redact'),
      ner: oneOf(['names', 'none', 'presidio', 'required']).default('names'),
      presidio: z
        .strictObject({
          url: URL_TEXT,
          score_threshold: numberBetween(0, 1).default(0.4),
          language: textLike(/^[a-z]{2}$/, 'a language of two letters such as `en`').default('en'),
          allow_private_network: PRIVATE_NETWORK,
        })
        .optional(),
      fields: z
        .strictObject({
          deny: listOf(FIELD_PATH, 'paths such as /flags/email').default([]),
          allow: listOf(FIELD_PATH, 'paths such as /messages/*/calls/*/arguments/pin').default([]),
        })
        .prefault({}),
      surrogates: flag().default(false),
      canaries: listOf(textLike(/^.{6,200}$/s, 'a text of 6 to 200 characters'), 'texts').default([]),
      vault: z
        .strictObject({ enabled: flag().default(false), ttl_days: integer(1, 3650).default(30) })
        .prefault({}),
    })
    .refine(({ ner, presidio }) => presidio !== undefined || (ner !== 'presidio' && ner !== 'required'), {
      path: ['presidio', 'url'],
      error: 'expected the address of a Presidio analyzer, such as http://127.0.0.1:5002',
    })
    .prefault({}),
  models: z
    .strictObject({
      offline: flag().default(false),
      judges: listOf(answeringModel(), 'model names').default([]),
      endpoints: z
        .record(textLike(ENDPOINT_NAME, 'the name of an endpoint, such as `gateway`'), endpointSchema, {
          error: 'expected a block of endpoints by name',
        })
        .default({}),
      labels: answeringModel().optional(),
      synthesis: answeringModel().optional(),
      embedding: embeddingSchema.optional(),
    })
    .prefault({}),
  judge: z
    .strictObject({
      mode: oneOf(['live', 'batch', 'auto']).default('live'),
      votes: oneOf(['adaptive', 'all']).default('adaptive'),
      concurrency: integer(1, 1024).default(32),
      max_attack_success: numberInside(0, 1).default(0.2),
      min_control_accuracy: numberInside(0, 1).default(0.8),
      secondary: answeringModel().optional(),
      allow_same_family: flag().default(false),
    })
    .prefault({}),
  alerts: z
    .strictObject({
      pipeline: textLike(PIPELINE_NAME, 'a name of letters, digits, dots, dashes and slashes').default(
        'tidegate',
      ),
      cooldown_hours: positiveNumber(24 * 365).default(24),
      channels: z
        .record(textLike(CHANNEL_NAME, 'the name of a channel, such as `slack_ops`'), alertChannelSchema, {
          error: 'expected a block of channels by name',
        })
        .default({}),
    })
    .prefault({}),
  scorers: z
    .array(
      z.strictObject({
        name: textLike(CHANNEL_NAME, 'the name of a scorer, such as `refund_policy`'),
        module: text('the path of a module'),
      }),
      { error: 'expected a list of scorers, each with `name` and `module`' },
    )
    .max(20, { error: 'expected at most 20 scorers' })
    .refine(list => new Set(list.map(({ name }) => name)).size === list.length, {
      error: 'expected every scorer to have a name of its own',
    })
    .default([]),
  audit: z.strictObject({ weekly_size: integer(1, 100_000).default(50) }).prefault({}),
  drift: z.strictObject({ threshold: numberInside(0, 10).default(0.15) }).prefault({}),
  schedule: z
    .strictObject({
      cron: textLike(CRON, 'a cron line of five fields such as `0 6 * * 1`').optional(),
      time_zone: text('an IANA time zone such as `Europe/Berlin`')
        .refine(isTimeZone, { error: 'expected an IANA time zone such as `Europe/Berlin`' })
        .default('UTC'),
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
  preset: oneOf(PRESET_NAMES).optional(),
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
  source: sourceSchema.optional(),
  candidate: candidateSchema.optional(),
  candidates: z
    .record(textLike(CANDIDATE_NAME, 'the name of a candidate, such as `small-model`'), candidateSchema, {
      error: 'expected a block of candidates by name',
    })
    .optional(),
  ...otherBlocks,
})

/** A config file's values with defaults filled in, in the file's own names. */
export type ConfigFile = z.output<typeof configSchema>
export type TraceFiles = z.output<typeof traceFilesSchema>
export type SourceFile = z.output<typeof sourceSchema>
export type EndpointFile = z.output<typeof endpointSchema>
export type AnswererFile = {
  readonly [key in keyof typeof answererKeys]: z.output<(typeof answererKeys)[key]>
}
export type SimulatorFile = z.output<typeof simulatorSchema>
export type EmbeddingFile = z.output<typeof embeddingSchema>
