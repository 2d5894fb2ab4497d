import type { JsonObject } from '../../../records/json-value.ts'
import type { ChatMessage, Payload } from './chat-message.ts'

/** One call of a model: what it was sent and what it answered. */
export type Generation<T> = { readonly span: T; readonly input: Payload; readonly output: Payload }

export type Conversation<T> = {
  readonly messages: readonly ChatMessage[]
  /** Of the last generation that says. */
  readonly tools: readonly JsonObject[] | undefined
  /** Those that make it up, in time order. */
  readonly generations: readonly T[]
}

/**
 * The conversation these generations, in time order, had. Every request repeats the history: a request that begins with all of an
 * earlier conversation, or answers its last calls, continues it; any other begins one of its own (a sub-agent, a
 * guard). The longest is the agent's, of equally long ones the first.
 */
export function conversationOf<T>(generations: readonly Generation<T>[]): Conversation<T> | undefined {
  const conversations: {
    messages: ChatMessage[]
    tools: readonly JsonObject[] | undefined
    generations: T[]
  }[] = []
  for (const { span, input, output } of generations) {
    const tools = output.tools ?? input.tools
    let found: (typeof conversations)[number] | undefined
    let repeated = 0
    for (const each of conversations) {
      const length = repeatedBy(input.messages, each.messages)
      if (length === undefined || each.messages.length <= (found?.messages.length ?? -1)) continue
      found = each
      repeated = length
    }
    if (found === undefined) {
      conversations.push({ messages: [...input.messages, ...output.messages], tools, generations: [span] })
      continue
    }
    enrich(found.messages, input.messages, repeated)
    found.messages.push(...input.messages.slice(repeated), ...output.messages)
    found.tools = tools ?? found.tools
    found.generations.push(span)
  }
  return longest(conversations.filter(each => each.messages.length > 0))
}

function longest<C extends { readonly messages: readonly ChatMessage[] }>(
  candidates: readonly C[],
): C | undefined {
  return candidates.reduce<C | undefined>(
    (best, each) => (best === undefined || each.messages.length > best.messages.length ? each : best),
    undefined,
  )
}

/** How many messages of a request that continues this history repeat it; undefined when it does not continue it. */
function repeatedBy(request: readonly ChatMessage[], history: readonly ChatMessage[]): number | undefined {
  if (request.length === 0) return undefined
  const repeated = prefixLength(history, request)
  if (repeated === history.length) return repeated
  const [first] = request
  const last = history.at(-1)
  if (first?.role !== 'tool' || first.tool_call_id === undefined) return undefined
  return last?.tool_calls?.some(call => call.id === first.tool_call_id) === true ? repeated : undefined
}

/** How many messages at the start are the same; 0 unless the whole of the shorter list is. */
function prefixLength(history: readonly ChatMessage[], request: readonly ChatMessage[]): number {
  if (request.length < history.length) return 0
  return history.every((message, index) => isSame(message, request[index] as ChatMessage))
    ? history.length
    : 0
}

/** Ids change between exporters and are not compared; an assistant's turn of which nothing was kept is like any. */
function isSame(a: ChatMessage, b: ChatMessage): boolean {
  if (a.role !== b.role) return false
  if (a.role === 'assistant' && (isBare(a) || isBare(b))) return true
  if (a.role === 'tool' && a.tool_call_id !== undefined && a.tool_call_id === b.tool_call_id) return true
  if (callsText(a) !== callsText(b)) return false
  return a.content === b.content || a.content.trim() === b.content.trim()
}

function callsText({ tool_calls: calls }: ChatMessage): string {
  return calls === undefined ? '' : calls.map(call => call.name).join('\0')
}

export function isBare(message: ChatMessage): boolean {
  return message.content === '' && (message.tool_calls ?? []).length === 0
}

/** Where the repeated history says more than what was kept, it is taken. */
function enrich(history: ChatMessage[], request: readonly ChatMessage[], length: number): void {
  for (let index = 0; index < length; index++) {
    const [kept, repeated] = [history[index], request[index]]
    if (kept !== undefined && repeated !== undefined && isBare(kept) && !isBare(repeated))
      history[index] = repeated
  }
}
