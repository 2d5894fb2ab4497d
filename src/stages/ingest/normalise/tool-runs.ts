import type { ChatCall, ChatMessage } from './chat-message.ts'
import type { ToolRun } from './span-record.ts'

/**
 * The conversation with every call paired with its result. A result the next request repeats is what the model saw and keeps its
 * text; whether it was an error is the tool span's to say. A call without a result gets the one of its span. Where ids
 * are missing, calls and results pair by name and order.
 */
export function withToolRuns(
  messages: readonly ChatMessage[],
  runs: readonly ToolRun[],
): readonly ChatMessage[] {
  const named = withIds(messages)
  const open = [...runs]
  const takeRun = (call: ChatCall): ToolRun | undefined => {
    const byId = open.findIndex(run => run.callId !== undefined && run.callId === call.id)
    const index =
      byId === -1 ? open.findIndex(run => run.callId === undefined && run.name === call.name) : byId
    return index === -1 ? undefined : open.splice(index, 1)[0]
  }
  // An id may be used again for a later call: runs of one id wait in line.
  const runsOf = new Map<string, ToolRun[]>()
  for (const call of named.flatMap(message =>
    message.role === 'assistant' ? (message.tool_calls ?? []) : [],
  )) {
    const run = takeRun(call)
    if (run !== undefined && call.id !== undefined) runsOf.set(call.id, [...(runsOf.get(call.id) ?? []), run])
  }
  const answered = new Set(
    named.flatMap(message => (message.role === 'tool' ? (message.tool_call_id ?? []) : [])),
  )
  return named.flatMap((message): readonly ChatMessage[] => {
    if (message.role === 'tool') {
      const run = runsOf.get(message.tool_call_id ?? '')?.shift()
      if (run === undefined) return [message]
      return [
        {
          ...message,
          content: message.content || run.result,
          is_error: message.is_error === true || run.isError,
        },
      ]
    }
    const missing = (message.role === 'assistant' ? (message.tool_calls ?? []) : []).flatMap(call => {
      const run = call.id === undefined || answered.has(call.id) ? undefined : runsOf.get(call.id)?.shift()
      return run?.hasResult ? [resultMessage(call.id as string, run)] : []
    })
    return [message, ...missing]
  })
}

/** Runs of tools no message tells of, each as a call and its result. */
export function messagesOfRuns(runs: readonly ToolRun[]): readonly ChatMessage[] {
  return runs.flatMap((run, index): readonly ChatMessage[] => {
    const id = run.callId ?? `call-${index + 1}`
    const call = { id, name: run.name, arguments: run.arguments }
    const asked: ChatMessage = { role: 'assistant', content: '', tool_calls: [call] }
    return run.hasResult ? [asked, resultMessage(id, run)] : [asked]
  })
}

function resultMessage(id: string, run: ToolRun): ChatMessage {
  return { role: 'tool', content: run.result, tool_call_id: id, is_error: run.isError }
}

/** The same messages, every call with an id and every result that can be paired with its call's. */
function withIds(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const waiting: { readonly id: string; readonly name: string }[] = []
  let made = 0
  return messages.map((message): ChatMessage => {
    if (message.role === 'assistant' && message.tool_calls !== undefined) {
      const calls = message.tool_calls.map(call => {
        if (call.id === undefined) made += 1
        const id = call.id ?? `call-${made}`
        waiting.push({ id, name: call.name })
        return { ...call, id }
      })
      return { ...message, tool_calls: calls }
    }
    if (message.role !== 'tool') return message
    const byId = waiting.findIndex(call => call.id === message.tool_call_id)
    const byName = waiting.findIndex(
      call => message.tool_name === undefined || call.name === message.tool_name,
    )
    const index = byId === -1 && message.tool_call_id === undefined ? byName : byId
    const [call] = index === -1 ? [] : waiting.splice(index, 1)
    return call === undefined ? message : { ...message, tool_call_id: call.id }
  })
}
