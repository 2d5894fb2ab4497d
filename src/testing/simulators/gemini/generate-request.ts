import { z } from 'zod'
import { openApiSchema } from './gemini-schema.ts'
import { protoObject } from './proto-object.ts'

const jsonObject = z.record(z.string(), z.json())

const part = protoObject({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  functionCall: protoObject({
    id: z.string().optional(),
    name: z.string().min(1),
    args: jsonObject.optional(),
  }).optional(),
  functionResponse: protoObject({
    id: z.string().optional(),
    name: z.string().min(1),
    response: jsonObject,
  }).optional(),
}).refine(
  value =>
    [value.text, value.functionCall, value.functionResponse].filter(each => each !== undefined).length === 1,
  { error: "required oneof field 'data' must have one initialized field" },
)

/** One turn, of content the text and function calls alone. */
export const content = protoObject({
  role: z.enum(['user', 'model', 'function'], { error: 'Please use a valid role: user, model.' }).optional(),
  parts: z.array(part).min(1),
})

export type GeminiContent = z.output<typeof content>

const functionDeclaration = protoObject({
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}$/, 'Invalid function name.'),
  description: z.string().optional(),
  parameters: openApiSchema.optional(),
  parametersJsonSchema: jsonObject.optional(),
  response: openApiSchema.optional(),
  responseJsonSchema: jsonObject.optional(),
  behavior: z.enum(['UNSPECIFIED', 'BLOCKING', 'NON_BLOCKING']).optional(),
})

/** Google's own examples write it in small letters. */
const thinkingLevel = z.preprocess(
  value => (typeof value === 'string' ? value.toUpperCase() : value),
  z.enum(['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']),
)

const thinkingConfig = protoObject({
  includeThoughts: z.boolean().optional(),
  thinkingBudget: z.int().min(-1).optional(),
  thinkingLevel: thinkingLevel.optional(),
})

const generationConfig = protoObject({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  topK: z.number().min(1).optional(),
  candidateCount: z.literal(1).optional(),
  maxOutputTokens: z.int().min(1).max(65_536).optional(),
  stopSequences: z.array(z.string()).max(5).optional(),
  presencePenalty: z.number().optional(),
  frequencyPenalty: z.number().optional(),
  seed: z.int().optional(),
  responseMimeType: z.enum(['text/plain', 'application/json', 'text/x.enum']).optional(),
  responseSchema: openApiSchema.optional(),
  responseJsonSchema: jsonObject.optional(),
  responseModalities: z.array(z.literal('TEXT')).optional(),
  thinkingConfig: thinkingConfig.optional(),
})

/**
 * The body of `:generateContent`: the API's fields as far as they concern one answer in text or function calls. Files,
 * built-in tools, explicit caches and several candidates are refused: nothing here simulates them.
 */
export const generateRequest = protoObject({
  model: z.string().optional(),
  contents: z.array(content).min(1, 'contents is not specified'),
  systemInstruction: content.optional(),
  generationConfig: generationConfig.optional(),
  tools: z.array(protoObject({ functionDeclarations: z.array(functionDeclaration).min(1) })).optional(),
  toolConfig: protoObject({
    functionCallingConfig: protoObject({
      mode: z.enum(['AUTO', 'ANY', 'NONE', 'VALIDATED']).optional(),
      allowedFunctionNames: z.array(z.string()).optional(),
    }).optional(),
  }).optional(),
  safetySettings: z.array(protoObject({ category: z.string(), threshold: z.string() })).optional(),
  labels: z.record(z.string(), z.string()).optional(),
})

export type GenerateRequest = z.output<typeof generateRequest>

/** The body of `:countTokens`: contents, or the whole request they belong to. */
export const countRequest = protoObject({
  contents: z.array(content).min(1).optional(),
  generateContentRequest: generateRequest.optional(),
})
