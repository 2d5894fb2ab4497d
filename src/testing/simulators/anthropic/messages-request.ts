import { z } from 'zod'
import { cacheControlSchema, messageSchema, systemSchema, toolSchema } from './content-schema.ts'

/** Selects the contract: the second one removed the sampling parameters. */
export type ApiVersion = '2023-06-01' | '2026-10-21'

const display = z.enum(['summarized', 'omitted']).nullish()

const thinkingSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('adaptive'), display }),
  z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1024), display }),
  z.strictObject({ type: z.literal('disabled') }),
  z.strictObject({ type: z.literal('between_tools') }),
])

const isParallelOff = { disable_parallel_tool_use: z.boolean().optional() }

const toolChoiceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('auto'), ...isParallelOff }),
  z.strictObject({ type: z.literal('any'), ...isParallelOff }),
  z.strictObject({ type: z.literal('tool'), name: z.string(), ...isParallelOff }),
  z.strictObject({ type: z.literal('none') }),
])

const countedFields = {
  model: z.string().min(1),
  messages: z.array(messageSchema).min(1).max(100_000),
  system: systemSchema.optional(),
  tools: z.array(toolSchema).optional(),
  tool_choice: toolChoiceSchema.optional(),
  thinking: thinkingSchema.optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: z
        .strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.json()) })
        .nullish(),
    })
    .optional(),
  cache_control: cacheControlSchema,
  speed: z.enum(['standard', 'fast']).nullish(),
}

const fields = {
  ...countedFields,
  // 0 warms the cache and answers nothing.
  max_tokens: z.int().min(0),
  stop_sequences: z.array(z.string().min(1)).optional(),
  stream: z.boolean().optional(),
  metadata: z.strictObject({ user_id: z.string().max(512).nullish() }).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
  inference_geo: z.string().nullish(),
  container: z.unknown().optional(),
  diagnostics: z.unknown().optional(),
}

const sampling = {
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.int().min(0).optional(),
}

const withoutSampling = z.strictObject(fields)
const withSampling = z.strictObject({ ...fields, ...sampling })

export type MessagesRequest = z.output<typeof withSampling>

/** The body of `POST /v1/messages` in one version of the API. */
export function messagesSchemaOf(version: ApiVersion): z.ZodType<MessagesRequest> {
  return version === '2023-06-01' ? withSampling : withoutSampling
}

/** The body of `POST /v1/messages/count_tokens`. */
export const countTokensSchema = z.strictObject(countedFields)

export type CountTokensRequest = z.output<typeof countTokensSchema>

/** The body of `POST /v1/messages/batches`; the parameters of each request are checked when it is processed. */
export const batchSchema = z.strictObject({
  requests: z
    .array(
      z.strictObject({
        custom_id: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
        params: z.record(z.string(), z.json()),
      }),
    )
    .min(1)
    .max(100_000),
})
