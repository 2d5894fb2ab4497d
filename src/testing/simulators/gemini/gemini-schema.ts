import { z } from 'zod'
import type { JsonObject, JsonValue } from '../../../records/json-value.ts'
import { int64, protoObject } from './proto-object.ts'

const TYPES = ['STRING', 'NUMBER', 'INTEGER', 'BOOLEAN', 'ARRAY', 'OBJECT', 'NULL'] as const

const type = z.preprocess(value => (typeof value === 'string' ? value.toUpperCase() : value), z.enum(TYPES))

export type OpenApiSchema = {
  readonly type?: (typeof TYPES)[number] | undefined
  readonly format?: string | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly nullable?: boolean | undefined
  readonly enum?: readonly string[] | undefined
  readonly properties?: { readonly [name: string]: OpenApiSchema } | undefined
  readonly required?: readonly string[] | undefined
  readonly propertyOrdering?: readonly string[] | undefined
  readonly items?: OpenApiSchema | undefined
  readonly anyOf?: readonly OpenApiSchema[] | undefined
  readonly minItems?: string | number | undefined
  readonly maxItems?: string | number | undefined
  readonly minLength?: string | number | undefined
  readonly maxLength?: string | number | undefined
  readonly minProperties?: string | number | undefined
  readonly maxProperties?: string | number | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly pattern?: string | undefined
  readonly default?: unknown
  readonly example?: unknown
}

/** The subset of OpenAPI that `responseSchema` and `parameters` take; `additionalProperties` is not in it. */
export const openApiSchema: z.ZodType<OpenApiSchema> = z.lazy(() =>
  protoObject({
    type: type.optional(),
    format: z.string().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    nullable: z.boolean().optional(),
    enum: z.array(z.string()).optional(),
    properties: z.record(z.string(), openApiSchema).optional(),
    required: z.array(z.string()).optional(),
    propertyOrdering: z.array(z.string()).optional(),
    items: openApiSchema.optional(),
    anyOf: z.array(openApiSchema).optional(),
    minItems: int64.optional(),
    maxItems: int64.optional(),
    minLength: int64.optional(),
    maxLength: int64.optional(),
    minProperties: int64.optional(),
    maxProperties: int64.optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    pattern: z.string().optional(),
    default: z.json().optional(),
    example: z.json().optional(),
  }),
)

/** The same schema as JSON Schema, as far as an answer depends on it. */
export function toJsonSchema(schema: OpenApiSchema): JsonObject {
  const { type: name, nullable, properties, required, items, anyOf, enum: values, minimum, maximum } = schema
  const lower = name?.toLowerCase()
  const types: JsonValue = nullable === true && lower !== undefined ? [lower, 'null'] : (lower ?? null)
  return {
    ...(lower !== undefined && { type: types }),
    ...(values && { enum: [...values] }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, each]) => [key, toJsonSchema(each)]),
      ),
    }),
    ...(required && { required: [...required] }),
    ...(items && { items: toJsonSchema(items) }),
    ...(anyOf && { anyOf: anyOf.map(toJsonSchema) }),
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  }
}
