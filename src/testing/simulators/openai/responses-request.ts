import { z } from 'zod'
import { metadata, reasoningEffort, schemaName, serviceTier } from './chat-request.ts'

const jsonObject = z.record(z.string(), z.json())
const status = z.enum(['in_progress', 'completed', 'incomplete']).optional()

const inputText = z.strictObject({
  type: z.literal('input_text'),
  text: z.string(),
  prompt_cache_breakpoint: z.strictObject({ mode: z.literal('explicit') }).nullish(),
})
const outputText = z.strictObject({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z.array(z.json()).optional(),
  logprobs: z.array(z.json()).optional(),
})
const refusal = z.strictObject({ type: z.literal('refusal'), refusal: z.string() })

const message = z.strictObject({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [inputText, outputText, refusal]))]),
  id: z.string().optional(),
  phase: z.enum(['commentary', 'final_answer']).nullish(),
  status,
})

const item = z.union([
  message,
  z.strictObject({
    type: z.literal('function_call'),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
    id: z.string().optional(),
    status,
  }),
  z.strictObject({
    type: z.literal('function_call_output'),
    call_id: z.string(),
    output: z.union([z.string(), z.array(inputText)]),
    id: z.string().nullish(),
    status,
  }),
  z.strictObject({
    type: z.literal('reasoning'),
    id: z.string().optional(),
    summary: z.array(z.strictObject({ type: z.literal('summary_text'), text: z.string() })),
    encrypted_content: z.string().nullish(),
    status,
  }),
])

const format = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text') }),
  z.strictObject({ type: z.literal('json_object') }),
  z.strictObject({
    type: z.literal('json_schema'),
    name: schemaName,
    schema: jsonObject,
    description: z.string().optional(),
    strict: z.boolean().nullish(),
  }),
])

const tool = z.strictObject({
  type: z.literal('function'),
  name: schemaName,
  parameters: jsonObject.nullable(),
  // The documentation marks it required; the service takes a request without it as strict.
  strict: z.boolean().nullish(),
  description: z.string().nullish(),
})

/**
 * The body of `POST /v1/responses`: the fields of the API of openai 7.57 that concern one answer in text or function
 * calls. Stored responses, streams, background mode and built-in tools are refused: nothing here simulates them.
 */
export const responsesRequest = z.strictObject({
  model: z.string(),
  input: z.union([z.string(), z.array(item).min(1)]),
  background: z.literal(false).nullish(),
  include: z.array(z.literal('reasoning.encrypted_content')).nullish(),
  instructions: z.string().nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  metadata: metadata.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  prompt_cache_key: z.string().max(64).nullish(),
  prompt_cache_options: z
    .strictObject({
      mode: z.enum(['implicit', 'explicit']).optional(),
      ttl: z.enum(['30m', '12h']).optional(),
    })
    .optional(),
  prompt_cache_retention: z.enum(['in_memory', '24h']).nullish(),
  reasoning: z
    .strictObject({
      effort: reasoningEffort.nullish(),
      summary: z.enum(['auto', 'concise', 'detailed']).nullish(),
    })
    .nullish(),
  safety_identifier: z.string().max(64).nullish(),
  service_tier: serviceTier.nullish(),
  store: z.boolean().nullish(),
  stream: z.literal(false).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  text: z
    .strictObject({ format: format.optional(), verbosity: z.enum(['low', 'medium', 'high']).nullish() })
    .optional(),
  tool_choice: z
    .union([
      z.enum(['none', 'auto', 'required']),
      z.strictObject({ type: z.literal('function'), name: z.string() }),
    ])
    .optional(),
  tools: z.array(tool).min(1).max(128).optional(),
  top_p: z.number().min(0).max(1).nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  user: z.string().optional(),
})

export type ResponsesRequest = z.output<typeof responsesRequest>
