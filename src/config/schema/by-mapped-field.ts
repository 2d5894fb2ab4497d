import type { z } from 'zod'
import { MAPPED_FIELDS, type MappedField } from '../config.ts'

/** One optional key per field of a trace, each accepting what `schema` accepts. */
export function byMappedField<Schema extends z.ZodType>(schema: Schema) {
  return Object.fromEntries(MAPPED_FIELDS.map(field => [field, schema.optional()])) as {
    readonly [field in MappedField]: z.ZodOptional<Schema>
  }
}
