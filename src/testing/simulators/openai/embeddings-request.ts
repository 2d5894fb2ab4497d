import { z } from 'zod'

const text = z.string().min(1, 'input cannot be an empty string')

/** The body of `POST /v1/embeddings`, of inputs the texts alone (arrays of token numbers are refused). */
export const embeddingsRequest = z.strictObject({
  model: z.string(),
  input: z.union([text, z.array(text).min(1).max(2_048)]),
  dimensions: z.int().min(1).optional(),
  encoding_format: z.enum(['float', 'base64']).optional(),
  user: z.string().optional(),
})

export type EmbeddingsRequest = z.output<typeof embeddingsRequest>
