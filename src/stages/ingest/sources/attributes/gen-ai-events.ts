import type { JsonObject } from '../../../../records/json-value.ts'
import { type ChatMessage, EMPTY_PAYLOAD, type Payload } from '../../normalise/chat-message.ts'
import { messagesOf } from '../../normalise/message-of.ts'
import { payloadOf } from '../../normalise/payload-of.ts'
import { unwrapped } from '../../normalise/unwrapped.ts'
import { type AttributedEvent, valueAt } from './attributed-span.ts'
import { messageAttributes } from './message-attributes.ts'

const ROLE_OF_EVENT: ReadonlyMap<string, string> = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
])

type Payloads = { readonly input: Payload; readonly output: Payload }

/** What the events of a span hold in all, in their order. */
export function payloadsOfEvents(events: readonly AttributedEvent[]): Payloads {
  const read = events
    .toSorted((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .flatMap(event => payloadsOfEvent(event) ?? [])
  return { input: joined(read.map(each => each.input)), output: joined(read.map(each => each.output)) }
}

function joined(payloads: readonly Payload[]): Payload {
  return {
    messages: payloads.flatMap(payload => payload.messages),
    tools: payloads.find(payload => payload.tools !== undefined)?.tools,
  }
}

/**
 * The messages one event or log record holds: all of them (`gen_ai.client.inference.operation.details`), one (`gen_ai.user.message` and its
 * like), an answer (`gen_ai.choice`, the first of several), or a whole prompt (`gen_ai.content.prompt`). Undefined when it holds none.
 */
export function payloadsOfEvent({ name, attributes }: AttributedEvent): Payloads | undefined {
  if (name === 'gen_ai.client.inference.operation.details') return messageAttributes(attributes)
  if (name === 'gen_ai.content.prompt') {
    return {
      input: payloadOf(valueAt(attributes, 'gen_ai.prompt', 'gen_ai.event.content'), 'input'),
      output: EMPTY_PAYLOAD,
    }
  }
  if (name === 'gen_ai.content.completion') {
    return {
      input: EMPTY_PAYLOAD,
      output: payloadOf(valueAt(attributes, 'gen_ai.completion', 'gen_ai.event.content'), 'output'),
    }
  }
  const body = eventBody(attributes)
  const role = ROLE_OF_EVENT.get(name)
  if (role !== undefined) {
    return {
      input: { messages: messagesOf({ ...body, role }) ?? [], tools: undefined },
      output: EMPTY_PAYLOAD,
    }
  }
  if (name !== 'gen_ai.choice') return undefined
  if (Number(body.index ?? 0) !== 0) return { input: EMPTY_PAYLOAD, output: EMPTY_PAYLOAD }
  const message = unwrapped(body.message)
  const inner = typeof message === 'object' && message !== null ? message : body
  return { input: EMPTY_PAYLOAD, output: { messages: choiceOf(body, inner as JsonObject), tools: undefined } }
}

function choiceOf(body: JsonObject, message: JsonObject): readonly ChatMessage[] {
  return messagesOf({ ...body, message: { ...message, role: 'assistant' } }) ?? []
}

/** The fields of an event as an object; lists and objects that emitters wrote as JSON text are unwrapped, content is not. */
function eventBody(attributes: AttributedEvent['attributes']): JsonObject {
  return Object.fromEntries(
    [...attributes].map(([key, value]) => [key, key === 'tool_calls' ? (unwrapped(value) ?? value) : value]),
  )
}
