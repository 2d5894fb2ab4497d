import { z } from 'zod'
import { metadata } from './chat-request.ts'

/** Endpoints of the simulator that a batch may name. */
const BATCH_ENDPOINTS = ['/v1/chat/completions', '/v1/responses', '/v1/embeddings'] as const

export type BatchEndpoint = (typeof BATCH_ENDPOINTS)[number]

/** The body of `POST /v1/batches`. */
export const batchRequest = z.strictObject({
  input_file_id: z.string(),
  endpoint: z.enum(BATCH_ENDPOINTS),
  completion_window: z.literal('24h'),
  metadata: metadata.nullish(),
  output_expires_after: z
    .strictObject({ anchor: z.literal('created_at'), seconds: z.int().min(3_600).max(2_592_000) })
    .optional(),
})

/** One line of a batch's input file. */
export const batchLine = z.strictObject({
  custom_id: z.string().min(1),
  method: z.literal('POST'),
  url: z.string(),
  body: z.record(z.string(), z.json()),
})

export type BatchLine = z.output<typeof batchLine>
