import type { ModelCall, ModelMessage } from '../../models/language-model.ts'
import type { Message, ToolArguments, ToolCall, ToolMessage } from '../../records/trace.ts'
import { pairsOf } from './recorded-tools.ts'

/** What stands where a provider wants a text and the recording has none. */
const NO_TEXT = '(no text)'
/** Providers want a user to speak first. */
const BEGINNING = '(the conversation begins)'
/** Providers want every call answered. */
const NO_RESULT = '(no result was recorded)'

/**
 * A recorded conversation in the words of a language model: system messages joined, every call with an id and a
 * result right behind it. What providers have no place for (actions of the user, results nobody asked for) stands in
 * the text of the user.
 */
export function modelConversation(messages: readonly Message<string>[]): {
  readonly system: string | undefined
  readonly messages: readonly ModelMessage[]
} {
  const results = new Map<ToolCall<string>, ToolMessage<string> | undefined>()
  for (const { call, result } of pairsOf(messages)) results.set(call, result)
  const paired = new Set([...results.values()])
  const spoken: ModelMessage[] = []
  let calls = 0
  for (const message of messages) {
    if (message.role === 'user') spoken.push({ role: 'user', text: userText(message.text, message.calls) })
    if (message.role === 'assistant') {
      const numbered = message.calls.map(call => {
        calls += 1
        return { call, id: call.id ?? `call_${calls}` }
      })
      spoken.push({
        role: 'assistant',
        text: message.text === '' && numbered.length === 0 ? NO_TEXT : message.text,
        calls: numbered.map(({ call, id }) => modelCall(call, id)),
      })
      for (const { call, id } of numbered) spoken.push(resultOf(id, call.name, results.get(call)))
    }
    if (message.role === 'tool' && !paired.has(message)) {
      const whose = message.requestor === 'user' ? 'result of an action of the user' : 'tool result'
      spoken.push({ role: 'user', text: `[${whose}] ${message.text}` })
    }
  }
  const system = messages.filter(message => message.role === 'system').map(message => message.text)
  return {
    system: system.length === 0 ? undefined : system.join('\n\n'),
    messages: spoken[0]?.role === 'user' ? spoken : [{ role: 'user', text: BEGINNING }, ...spoken],
  }
}

function resultOf(callId: string, toolName: string, result: ToolMessage<string> | undefined): ModelMessage {
  return {
    role: 'tool',
    callId,
    toolName,
    text: result?.text ?? NO_RESULT,
    isError: result?.isError ?? false,
  }
}

function modelCall({ name, arguments: given }: ToolCall<string>, id: string): ModelCall {
  return { id, name, arguments: argumentsText(given) }
}

function argumentsText(given: ToolArguments<string>): string {
  return given.kind === 'parsed' ? JSON.stringify(given.value) : given.raw
}

function userText(text: string, calls: readonly ToolCall<string>[]): string {
  const actions = calls.map(call => `[action of the user] ${call.name} ${argumentsText(call.arguments)}`)
  const lines = [...(text === '' ? [] : [text]), ...actions]
  return lines.length === 0 ? NO_TEXT : lines.join('\n')
}
