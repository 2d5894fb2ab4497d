import { JUDGE_DATA } from '../../../models/prompt/judge-data.ts'
import type { JsonValue } from '../../../records/json-value.ts'
import type { Message, ToolCall } from '../../../records/trace.ts'
import { canonicalJson } from '../canonical-json.ts'

/** One piece of untrusted text for the judge. `note` is ours: what was cut or how the source marked it. */
export type ContextBlock = {
  readonly name: string
  readonly text: string
  readonly note?: string | undefined
}

export type BoundedContext = {
  readonly blocks: readonly ContextBlock[]
  /** Messages of the conversation that did not fit. */
  readonly leftOut: number
}

/** Characters of one message and of the whole conversation: what a question costs must have a bound. */
const MAX_MESSAGE = 8_000
const MAX_CONTEXT = 24_000

/**
 * The conversation before the answers, as far as it fits: the last message of the user, the system messages, and as
 * many of the latest other messages as there is room for, in time order. What is cut or left out is said.
 */
export function boundedContext(prefix: readonly Message<string>[]): BoundedContext {
  const kept = new Set<number>()
  let room = MAX_CONTEXT
  const keepAll = (indices: readonly number[]): void => {
    for (const index of indices) {
      const message = prefix[index]
      if (message === undefined || kept.has(index)) continue
      const length = lengthOf(message)
      if (length > room) return
      room -= length
      kept.add(index)
    }
  }
  const all = [...prefix.keys()]
  keepAll([prefix.findLastIndex(message => message.role === 'user')])
  keepAll(all.filter(index => prefix[index]?.role === 'system'))
  keepAll(all.toReversed())
  return {
    blocks: prefix.flatMap((message, index) => (kept.has(index) ? blocksOf(message) : [])),
    leftOut: prefix.length - kept.size,
  }
}

/** The text cut to `most` characters, with a note when it was. */
export function cutBlock(name: string, text: string, most: number, note?: string): ContextBlock {
  if (text.length <= most) return { name, text, note }
  const cut = `the last ${text.length - most} characters of ${name} are left out`
  return { name, text: text.slice(0, most), note: note === undefined ? cut : `${note}; ${cut}` }
}

/** Tool calls as the judge sees them; ids are noise and left out. */
export function callsText(calls: readonly ToolCall<string>[]): string {
  return canonicalJson(
    calls.map(
      (call): JsonValue =>
        call.arguments.kind === 'parsed'
          ? { name: call.name, arguments: call.arguments.value }
          : { name: call.name, unparsable: call.arguments.raw },
    ),
  )
}

function blocksOf(message: Message<string>): readonly ContextBlock[] {
  switch (message.role) {
    case 'system':
      return [cutBlock(JUDGE_DATA.system, message.text, MAX_MESSAGE)]
    case 'tool': {
      const note = message.isError ? 'the tool result below is marked as an error' : undefined
      return [cutBlock(JUDGE_DATA.toolResult, message.text, MAX_MESSAGE, note)]
    }
    case 'user':
    case 'assistant': {
      const name = message.role === 'user' ? JUDGE_DATA.user : JUDGE_DATA.assistant
      const text = message.text === '' && message.calls.length > 0 ? [] : [message.text]
      return [
        ...text.map(each => cutBlock(name, each, MAX_MESSAGE)),
        ...(message.calls.length === 0
          ? []
          : [cutBlock(JUDGE_DATA.calls, callsText(message.calls), MAX_MESSAGE)]),
      ]
    }
  }
}

function lengthOf(message: Message<string>): number {
  return blocksOf(message).reduce((sum, block) => sum + block.text.length, 0)
}
