import { z } from 'zod'
import {
  answeringModel,
  apiKeyName,
  flag,
  integer,
  listOf,
  numberBetween,
  oneOf,
  text,
  textLike,
  webAddress,
} from '../fields.ts'
import { type Effects, effective } from './effect.ts'

const ENDPOINT_NAME = /^(?!(anthropic|google|openai)$)[a-z][a-z0-9-]{0,31}$/

/** Which of these go together is checked in check-embedding.ts. */
const embeddingSchema = z.strictObject({
  base_url: text('the address of an OpenAI-compatible API, such as `http://localhost:11434/v1`').optional(),
  model: text('the name of a model as the server knows it').optional(),
  dimensions: integer(1, 16_384).optional(),
  api_key_env: apiKeyName().optional(),
  usd_per_million_tokens: numberBetween(0, 1000).optional(),
  batch_size: integer(1, 512).optional(),
  allow_private_network: flag().optional(),
  transformers: z.strictObject({ directory: text("the path of a model's directory") }).optional(),
})

const endpointSchema = z.strictObject({
  protocol: oneOf(['openai-compatible', 'openai', 'anthropic', 'google']).default('openai-compatible'),
  base_url: webAddress(),
  api_key_env: apiKeyName().optional(),
  allow_private_network: flag().default(false),
  usd_per_million_tokens: z
    .strictObject({ input: numberBetween(0, 10_000), output: numberBetween(0, 10_000) })
    .optional(),
})

/** Where models are reached, and which are used for what. */
export const modelsSchema = z.strictObject({
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

/** An embedding server as the file names it. */
export type EmbeddingFile = z.output<typeof embeddingSchema>
/** An endpoint as the file names it. */
export type EndpointFile = z.output<typeof endpointSchema>

/** What each key of `models` changes. */
export const MODELS_EFFECTS: Effects = {
  'models.offline': effective(
    'whether a named model without a key is substituted instead of stopping the run',
  ),
  'models.embedding.base_url': effective(
    'the OpenAI-compatible server that embeds intents: https, or http on this machine',
  ),
  'models.embedding.model': effective(
    'the model that server embeds with; default `sampling.embedding_model`',
  ),
  'models.embedding.dimensions': effective(
    "the size of a vector; default 1024 for `text-embedding-3-…`, 768 for `gemini-embedding-…`, else the server's own",
  ),
  'models.embedding.api_key_env': effective("the environment variable that holds the server's key"),
  'models.embedding.usd_per_million_tokens': effective(
    'the price of a million tokens there; default the price table, else 0 on this machine, else required',
  ),
  'models.embedding.batch_size': effective('how many texts one request to the server holds; default 32'),
  'models.embedding.allow_private_network': effective(
    'whether the server may stand in a private network, then also without TLS; default no',
  ),
  'models.embedding.transformers.directory': effective(
    'the model that `@huggingface/transformers` runs in this process',
  ),
  'models.endpoints': effective(
    'servers for models by a name of your own, `NAME/MODEL`: address, protocol, key variable and price',
  ),
  'models.labels': effective('the model that names strata'),
  'models.synthesis': effective(
    'the model that words synthetic requests anew (`privacy.mode: synthetic`); default that of `models.labels`',
  ),
  'models.judges': effective('the judges routing may choose among'),
}
