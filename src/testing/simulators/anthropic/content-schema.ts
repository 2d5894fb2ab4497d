import { z } from 'zod'

/** Marks the end of a cacheable prefix. */
export const cacheControlSchema = z
  .strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
  .nullish()

const textBlock = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  cache_control: cacheControlSchema,
  citations: z.array(z.unknown()).nullish(),
})

/** The system prompt: a text or text blocks. */
export const systemSchema = z.union([z.string(), z.array(textBlock)])

const imageBlock = z.strictObject({
  type: z.literal('image'),
  source: z.looseObject({ type: z.enum(['base64', 'url', 'file']) }),
  cache_control: cacheControlSchema,
  transformations: z.unknown().optional(),
})

const documentBlock = z.strictObject({
  type: z.literal('document'),
  source: z.looseObject({ type: z.enum(['base64', 'text', 'content', 'url', 'file']) }),
  cache_control: cacheControlSchema,
  citations: z.looseObject({}).nullish(),
  context: z.string().nullish(),
  title: z.string().nullish(),
})

const toolUseBlock = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string().min(1).max(200),
  input: z.record(z.string(), z.json()),
  cache_control: cacheControlSchema,
  caller: z.looseObject({ type: z.string() }).optional(),
  toolset_name: z.string().nullish(),
})

const toolResultBlock = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z.union([z.string(), z.array(z.union([textBlock, imageBlock, documentBlock]))]).optional(),
  is_error: z.boolean().optional(),
  cache_control: cacheControlSchema,
  toolset_name: z.string().nullish(),
})

const thinkingBlock = z.strictObject({
  type: z.literal('thinking'),
  thinking: z.string(),
  signature: z.string(),
})

const redactedThinkingBlock = z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() })

const contentBlock = z.discriminatedUnion('type', [
  textBlock,
  imageBlock,
  documentBlock,
  toolUseBlock,
  toolResultBlock,
  thinkingBlock,
  redactedThinkingBlock,
])

/** One message of the conversation. Server-side tools and their blocks are not simulated: they are unknown here. */
export const messageSchema = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([z.string(), z.array(contentBlock).min(1)]),
})

/** A tool of the client's own. */
export const toolSchema = z.strictObject({
  type: z.literal('custom').nullish(),
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }).catchall(z.json()),
  strict: z.boolean().optional(),
  cache_control: cacheControlSchema,
  defer_loading: z.boolean().optional(),
  eager_input_streaming: z.boolean().nullish(),
  allowed_callers: z.array(z.string()).optional(),
  input_examples: z.array(z.looseObject({})).optional(),
})

export type ContentBlock = z.output<typeof contentBlock>
export type MessageParam = z.output<typeof messageSchema>
