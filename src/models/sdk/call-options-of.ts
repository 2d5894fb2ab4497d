import type { JsonObject } from '../../records/json-value.ts'
import type { ModelCapabilities } from '../language/model-capabilities.ts'
import { isJudging, settingsFor } from '../language/settings-of.ts'
import { toStrictSchema } from '../language/to-strict-schema.ts'
import type { ModelCall, ModelMessage, ModelRequest } from '../language-model.ts'
import type { Dialect } from './dialect.ts'
import type { SdkCallOptions } from './load-sdk-model.ts'

type SdkMessage = SdkCallOptions['prompt'][number]
type SdkTool = NonNullable<SdkCallOptions['tools']>[number]
type SdkOptions = NonNullable<SdkCallOptions['providerOptions']>

/** Some providers want a schema for every tool. */
const NO_PARAMETERS: JsonObject = { type: 'object', properties: {} }

/** The request in the AI SDK's words: what the model does not accept is left out, as `settingsFor` says. */
export function callOptionsOf(
  request: ModelRequest,
  capabilities: ModelCapabilities,
  dialect: Dialect,
): SdkCallOptions {
  const { purpose, tools, answerSchema } = request
  const { temperature, maxOutputTokens } = settingsFor(request, capabilities, undefined)
  const reasoning = isJudging(purpose) ? capabilities.leastReasoning?.options : undefined
  return {
    prompt: promptOf(request, dialect),
    maxOutputTokens: maxOutputTokens ?? request.maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(tools === undefined || tools.length === 0 ? {} : { tools: tools.map(toTool) }),
    ...(answerSchema === undefined
      ? {}
      : {
          responseFormat: {
            type: 'json',
            name: answerSchema.name,
            schema: toStrictSchema(answerSchema.schema, answerSchema.name),
          },
        }),
    providerOptions: keyed(dialect, { ...dialect.optionsOf(request), ...reasoning }),
  }
}

function promptOf(request: ModelRequest, dialect: Dialect): SdkMessage[] {
  const { system, messages } = request
  const options = dialect.systemOptionsOf(request)
  const first: SdkMessage[] =
    system === undefined
      ? []
      : [
          {
            role: 'system',
            content: system,
            ...(options === undefined ? {} : { providerOptions: keyed(dialect, options) }),
          },
        ]
  return [...first, ...messages.flatMap((_, index) => sdkMessagesAt(messages, index, dialect))]
}

/** Results of one turn's calls go in together: Gemini refuses a turn with fewer results than calls. */
function sdkMessagesAt(messages: readonly ModelMessage[], index: number, dialect: Dialect): SdkMessage[] {
  const message = messages[index]
  if (message === undefined) return []
  if (message.role !== 'tool') return [toSdkMessage(message)]
  if (messages[index - 1]?.role === 'tool') return []
  const after = messages.findIndex((each, at) => at > index && each.role !== 'tool')
  const results = messages.slice(index, after < 0 ? undefined : after)
  return [
    {
      role: 'tool',
      content: results.flatMap(each => (each.role === 'tool' ? [toSdkResult(each, dialect)] : [])),
    },
  ]
}

function toSdkResult(
  { callId, toolName, text, isError }: Extract<ModelMessage, { role: 'tool' }>,
  { marksToolErrors }: Dialect,
) {
  const type = isError && marksToolErrors ? ('error-text' as const) : ('text' as const)
  return { type: 'tool-result' as const, toolCallId: callId, toolName, output: { type, value: text } }
}

function toSdkMessage(message: Exclude<ModelMessage, { role: 'tool' }>): SdkMessage {
  if (message.role === 'user') return { role: 'user', content: [{ type: 'text', text: message.text }] }
  // Providers refuse empty text.
  const text = message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]
  return { role: 'assistant', content: [...text, ...message.calls.map(toSdkCall)] }
}

function toSdkCall({ id, name, arguments: text }: ModelCall) {
  return { type: 'tool-call' as const, toolCallId: id, toolName: name, input: inputOf(text) }
}

/** Providers take objects alone: what a model wrote that is none goes in as the text it is. */
function inputOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // No JSON, below.
  }
  return { unparsed_arguments: text }
}

function toTool({ name, description, parameters }: NonNullable<ModelRequest['tools']>[number]): SdkTool {
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    inputSchema: parameters ?? NO_PARAMETERS,
  }
}

function keyed({ optionsKey }: Dialect, options: JsonObject): SdkOptions {
  return { [optionsKey]: options } as SdkOptions
}
