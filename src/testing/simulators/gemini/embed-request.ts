import { z } from 'zod'
import { content } from './generate-request.ts'
import { protoObject } from './proto-object.ts'

const taskType = z.enum([
  'TASK_TYPE_UNSPECIFIED',
  'SEMANTIC_SIMILARITY',
  'CLASSIFICATION',
  'CLUSTERING',
  'RETRIEVAL_DOCUMENT',
  'RETRIEVAL_QUERY',
  'QUESTION_ANSWERING',
  'FACT_VERIFICATION',
  'CODE_RETRIEVAL_QUERY',
])

/** The body of `:embedContent`; several parts are one text. */
export const embedRequest = protoObject({
  model: z.string().optional(),
  content,
  taskType: taskType.optional(),
  title: z.string().optional(),
  outputDimensionality: z.int().min(1).max(3_072).optional(),
})

export type EmbedRequest = z.output<typeof embedRequest>

/** The body of `:batchEmbedContents`. */
export const batchEmbedRequest = protoObject({
  requests: z.array(embedRequest).min(1).max(100, 'at most 100 requests can be in one batch'),
})
