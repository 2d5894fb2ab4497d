import type { Message, ToolDefinition, TraceOf } from '../../records/trace.ts'

/**
 * A function that gives traces back with the same tools and system prompts as one object in memory wherever they are equal:
 * nearly all traces of an agent carry the same ones, and they are the larger part of each. Equal in value to what
 * it was given.
 */
export function createRepeatSharing<T extends string>(): (trace: TraceOf<T>) => TraceOf<T> {
  const toolsByText = new Map<string, readonly ToolDefinition[]>()
  const texts = new Map<T, T>()
  return trace => ({
    ...trace,
    tools: trace.tools && shared(toolsByText, JSON.stringify(trace.tools), trace.tools),
    messages: trace.messages.map(
      (message): Message<T> =>
        message.role === 'system' ? { ...message, text: shared(texts, message.text, message.text) } : message,
    ),
  })
}

function shared<K, V>(known: Map<K, V>, key: K, value: V): V {
  const first = known.get(key)
  if (first !== undefined) return first
  known.set(key, value)
  return value
}
