import type { JsonObject } from '../../../records/json-value.ts'
import type { ToolDefinition } from '../../../records/trace.ts'
import type { AnswerRequest } from '../core/answer.ts'
import { checkSignatures, messagesOf, textOf } from './gemini-messages.ts'
import { type GeminiModel, geminiModel, MAX_OUTPUT_TOKENS } from './gemini-models.ts'
import { checkGeminiBody, invalidArgument } from './gemini-problem.ts'
import { toJsonSchema } from './gemini-schema.ts'
import { type GenerateRequest, generateRequest } from './generate-request.ts'

/** What the service understands of a request, checked. */
export type GeminiPrompt = {
  readonly model: GeminiModel
  readonly asked: Omit<AnswerRequest, 'seed'>
  /** All of it, in the order it is cached. */
  readonly text: string
  readonly isThinking: boolean
  readonly showsThoughts: boolean
}

/** @throws {RequestProblem} for what the model or the API does not take. */
export function geminiPromptOf(modelId: string, json: unknown): GeminiPrompt {
  const model = geminiModel(modelId)
  const body = checkGeminiBody(generateRequest, json)
  checkModelName(body.model, modelId)
  const config = body.generationConfig
  const isThinking = isThinkingOf(model, body)
  const tools = toolsOf(body)
  checkMode(model, body, tools)
  if (model.levels.length > 0) checkSignatures(body.contents)
  return {
    model,
    asked: {
      provider: 'google',
      model: model.id,
      system: body.systemInstruction === undefined ? '' : textOf(body.systemInstruction),
      messages: messagesOf(body.contents),
      tools,
      schema: schemaOf(body),
      temperature: config?.temperature,
      maxOutputTokens: config?.maxOutputTokens ?? MAX_OUTPUT_TOKENS,
    },
    text: promptText(body),
    isThinking,
    showsThoughts: config?.thinkingConfig?.includeThoughts === true,
  }
}

/** Everything a request makes the model read, as one text. */
export function promptText({
  tools,
  systemInstruction,
  contents,
  generationConfig,
}: GenerateRequest): string {
  const schema = generationConfig?.responseJsonSchema ?? generationConfig?.responseSchema
  const turns = contents.map(({ role, parts }) => `<${role ?? 'user'}>${partsText(parts)}`)
  return [
    tools === undefined ? '' : JSON.stringify(tools),
    schema === undefined ? '' : JSON.stringify(schema),
    systemInstruction === undefined ? '' : partsText(systemInstruction.parts),
    ...turns,
  ]
    .filter(text => text !== '')
    .join('\n')
}

function partsText(parts: GenerateRequest['contents'][number]['parts']): string {
  return parts
    .map(part => part.text ?? JSON.stringify(part.functionCall ?? part.functionResponse ?? ''))
    .join('')
}

/** @throws {RequestProblem} when a body names another model than its path. */
export function checkModelName(name: string | undefined, modelId: string): void {
  if (name === undefined || name === `models/${modelId}`) return
  throw invalidArgument(`The model in the request body does not match models/${modelId}.`, 'model')
}

function isThinkingOf(model: GeminiModel, { generationConfig }: GenerateRequest): boolean {
  const { thinkingBudget, thinkingLevel } = generationConfig?.thinkingConfig ?? {}
  if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
    throw invalidArgument('You can only set only one of thinking budget and thinking level.')
  }
  if (thinkingLevel !== undefined && !model.levels.includes(thinkingLevel)) {
    throw invalidArgument(`Thinking level ${thinkingLevel} is not supported for this model.`)
  }
  if (thinkingBudget === 0 && !model.canStopThinking) {
    throw invalidArgument('Budget 0 is invalid. This model only works in thinking mode.')
  }
  return thinkingBudget === undefined ? model.thinksByDefault : thinkingBudget !== 0
}

function toolsOf({ tools }: GenerateRequest): readonly ToolDefinition[] {
  const declared = (tools ?? []).flatMap(tool => tool.functionDeclarations)
  return declared.map(({ name, description, parameters, parametersJsonSchema }, index) => {
    if (parameters !== undefined && parametersJsonSchema !== undefined) {
      const field = `tools[0].function_declarations[${index}]`
      throw invalidArgument('parameters and parameters_json_schema are mutually exclusive.', field)
    }
    const schema = parametersJsonSchema ?? (parameters && toJsonSchema(parameters))
    return { name, description, parameters: schema }
  })
}

function checkMode(model: GeminiModel, body: GenerateRequest, tools: readonly ToolDefinition[]): void {
  const calling = body.toolConfig?.functionCallingConfig
  const unknown = calling?.allowedFunctionNames?.find(name => !tools.some(tool => tool.name === name))
  if (unknown !== undefined) {
    throw invalidArgument(`allowed_function_names holds ${unknown}, which is not declared.`)
  }
  if (calling?.mode === 'ANY' && tools.length === 0) {
    throw invalidArgument('Function calling mode ANY needs function declarations.')
  }
  const isJson = body.generationConfig?.responseMimeType === 'application/json'
  if (isJson && tools.length > 0 && model.levels.length === 0) {
    throw invalidArgument("Function calling with a response mime type: 'application/json' is unsupported")
  }
}

function schemaOf({ generationConfig }: GenerateRequest): JsonObject | undefined {
  const { responseSchema, responseJsonSchema, responseMimeType = 'text/plain' } = generationConfig ?? {}
  if (responseSchema === undefined && responseJsonSchema === undefined) return undefined
  if (responseSchema !== undefined && responseJsonSchema !== undefined) {
    throw invalidArgument('response_schema and response_json_schema are mutually exclusive.')
  }
  if (responseMimeType === 'text/plain') {
    throw invalidArgument("A response schema needs the response_mime_type 'application/json'.")
  }
  return responseJsonSchema ?? (responseSchema && toJsonSchema(responseSchema))
}
