import type { Message, ToolCall, ToolMessage } from '../../records/trace.ts'

/** What a tool said. */
export type ToolResult = Pick<ToolMessage<string>, 'text' | 'isError'>

/** Names a call by what it asks for, not by its id: equal for calls of equal name and canonical arguments. */
export type CallKeyOf = (call: ToolCall<string>) => string

/**
 * The results of a recording by what was called. A call made several times gets the recorded results in their order
 * and, when they are used up, the last of them again: the tools are asked nothing that was not asked before.
 */
export function createRecordedTools(
  messages: readonly Message<string>[],
  keyOf: CallKeyOf,
): (call: ToolCall<string>) => ToolResult | undefined {
  const results = new Map<string, ToolResult[]>()
  for (const { call, result } of pairsOf(messages)) {
    if (result === undefined) continue
    const key = keyOf(call)
    results.set(key, [...(results.get(key) ?? []), { text: result.text, isError: result.isError }])
  }
  const used = new Map<string, number>()
  return call => {
    const key = keyOf(call)
    const recorded = results.get(key)
    if (recorded === undefined) return undefined
    const index = used.get(key) ?? 0
    used.set(key, index + 1)
    return recorded[Math.min(index, recorded.length - 1)]
  }
}

/** A call of the agent and the result it was given; undefined when the recording has none. */
export type CallPair = {
  readonly call: ToolCall<string>
  readonly result: ToolMessage<string> | undefined
}

/**
 * The agent's calls with their results: by call id, and where ids are missing in the order in which both stand
 * (product definition 20). Results of the user's own calls belong to nobody here.
 */
export function pairsOf(messages: readonly Message<string>[]): readonly CallPair[] {
  const pairs: { call: ToolCall<string>; result: ToolMessage<string> | undefined }[] = []
  const open: typeof pairs = []
  for (const message of messages) {
    if (message.role === 'assistant') {
      // An answer to an earlier turn cannot follow a later one.
      open.length = 0
      for (const call of message.calls) {
        const pair = { call, result: undefined }
        pairs.push(pair)
        open.push(pair)
      }
    }
    if (message.role === 'tool' && message.requestor === 'assistant') {
      const at = placeOf(message.callId, open)
      const [pair] = at >= 0 ? open.splice(at, 1) : []
      if (pair !== undefined) pair.result = message
    }
  }
  return pairs
}

/** The open call a result answers; -1: none of them. */
function placeOf(callId: string | undefined, open: readonly CallPair[]): number {
  if (callId === undefined) return open.length === 0 ? -1 : 0
  const byId = open.findIndex(({ call }) => call.id === callId)
  return byId >= 0 ? byId : open.findIndex(({ call }) => call.id === undefined)
}
