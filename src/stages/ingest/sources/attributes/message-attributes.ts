import type { JsonValue } from '../../../../records/json-value.ts'
import type { Payload } from '../../normalise/chat-message.ts'
import { payloadOf, withSystem } from '../../normalise/payload-of.ts'
import { unwrapped } from '../../normalise/unwrapped.ts'
import { type Attributes, valueAt } from './attributed-span.ts'

/** The messages in `gen_ai.input.messages`, `gen_ai.output.messages` and `gen_ai.system_instructions` of a span or an event. */
export function messageAttributes(attributes: Attributes): {
  readonly input: Payload
  readonly output: Payload
} {
  const input = payloadOf(valueAt(attributes, 'gen_ai.input.messages'), 'input')
  const system = unwrapped(valueAt(attributes, 'gen_ai.system_instructions'))
  return {
    input: { messages: withSystem(system, input.messages), tools: input.tools },
    // One message for each choice: the first is the answer.
    output: firstChoice(valueAt(attributes, 'gen_ai.output.messages')),
  }
}

function firstChoice(value: JsonValue | undefined): Payload {
  const list = unwrapped(value)
  return payloadOf(Array.isArray(list) ? list.slice(0, 1) : list, 'output')
}
