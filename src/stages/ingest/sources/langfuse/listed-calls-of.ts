import type { JsonObject } from '../../../../records/json-value.ts'
import { callOf } from '../../normalise/calls-of.ts'
import type { ChatMessage, Payload } from '../../normalise/chat-message.ts'
import { firstOf, listIn, objectIn } from '../../normalise/unwrapped.ts'

/** The answer with the calls of the tool columns, when the payload itself has none: `toolCalls[i]` is called `toolCallNames[i]`. */
export function listedCallsOf(row: JsonObject, output: Payload): Payload {
  const listed = listIn(firstOf(row, 'toolCalls', 'tool_calls')) ?? []
  if (listed.length === 0 || output.messages.some(message => (message.tool_calls ?? []).length > 0))
    return output
  const names = listIn(firstOf(row, 'toolCallNames', 'tool_call_names')) ?? []
  const calls = listed.flatMap((item, index) => {
    const call = objectIn(item)
    return (call && callOf({ ...call, name: names[index] ?? 'tool' })) ?? []
  })
  const last = output.messages.at(-1)
  const turn: ChatMessage = { ...(last ?? { role: 'assistant', content: '' }), tool_calls: calls }
  return { ...output, messages: [...output.messages.slice(0, -1), turn] }
}
