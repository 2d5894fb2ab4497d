import { z } from 'zod'
import { int64, protoObject } from './proto-object.ts'

const inlined = protoObject({
  request: z.record(z.string(), z.json()),
  metadata: z.record(z.string(), z.json()).optional(),
})

/** The body of `:batchGenerateContent` and `:asyncBatchEmbedContent`; what a request says is checked when it is run. */
export const batchRequest = protoObject({
  batch: protoObject({
    displayName: z.string().optional(),
    priority: int64.optional(),
    inputConfig: protoObject({
      fileName: z.string().optional(),
      requests: protoObject({ requests: z.array(inlined).min(1) }).optional(),
    }).refine(value => (value.fileName === undefined) !== (value.requests === undefined), {
      error: 'exactly one of file_name and requests must be set',
    }),
  }),
})

/** One line of a batch's input file. */
export const batchLine = protoObject({
  key: z.string(),
  request: z.record(z.string(), z.json()),
})
