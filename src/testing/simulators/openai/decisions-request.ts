import { z } from 'zod'

const part = z.strictObject({
  type: z.literal('input_text'),
  text: z.string(),
  prompt_cache_breakpoint: z.strictObject({ mode: z.literal('explicit') }).nullish(),
})
const jsonPart = z.strictObject({ type: z.literal('input_json'), data: z.json() })
const text = z.union([z.string().min(1), z.array(z.discriminatedUnion('type', [part, jsonPart])).min(1)])

const message = z.strictObject({
  type: z.literal('message').optional(),
  role: z.enum(['user', 'developer', 'system', 'assistant']),
  content: z.union([
    z.string(),
    z
      .array(
        z.discriminatedUnion('type', [
          part,
          jsonPart,
          z.strictObject({ type: z.literal('output_text'), text: z.string() }),
          z.strictObject({ type: z.literal('refusal'), refusal: z.string() }),
        ]),
      )
      .min(1),
  ]),
})

const name = z.string().min(1).optional()
const choices = z
  .array(z.strictObject({ value: z.union([z.string(), z.boolean()]), description: z.string().optional() }))
  .min(2)
  .max(255)
  .refine(list => new Set(list.map(each => each.value)).size === list.length, {
    error: 'Each choice must be unique.',
  })

const question = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('predicate'), name, instructions: text }),
  z.strictObject({ type: z.literal('choice'), name, instructions: text, choices }),
  z.strictObject({
    type: z.literal('score'),
    name,
    instructions: text,
    levels: z.array(z.strictObject({ label: z.string().min(1), description: z.string().optional() })).min(2),
  }),
])

/** The body of `POST /v1/decisions` (public beta of 2026-10), of content the text alone. */
export const decisionsRequest = z.strictObject({
  model: z.string(),
  input: z.union([z.string().min(1), z.array(message).min(1)]),
  questions: z.array(question).min(1).max(400),
  prompt_cache_key: z.string().max(64).nullish(),
  prompt_cache_options: z
    .strictObject({
      mode: z.enum(['implicit', 'explicit']).nullish(),
      ttl: z.literal('30m').optional(),
    })
    .nullish(),
  safety_identifier: z.string().max(64).nullish(),
})

export type DecisionsRequest = z.output<typeof decisionsRequest>
export type DecisionQuestion = z.output<typeof question>
