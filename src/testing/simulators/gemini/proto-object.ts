import { z } from 'zod'

/**
 * A strict object whose fields may be spelt as in proto files too: Google's JSON takes `inputConfig` and
 * `input_config` alike.
 */
export function protoObject<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.preprocess(withCamelKeys, z.strictObject(shape))
}

function withCamelKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      each,
    ]),
  )
}

/** A whole number as proto JSON has it: 64-bit ones come as text, but numbers are taken. */
export const int64 = z.union([z.string().regex(/^\d+$/), z.int().min(0)])
