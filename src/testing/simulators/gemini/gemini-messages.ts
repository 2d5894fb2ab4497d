import type { ModelCall, ModelMessage } from '../../../models/language-model.ts'
import { invalidArgument } from './gemini-problem.ts'
import type { GeminiContent } from './generate-request.ts'

/** The text of a turn, thoughts left out. */
export function textOf({ parts }: GeminiContent): string {
  return parts.map(part => (part.thought === true ? '' : (part.text ?? ''))).join('')
}

/**
 * The turns as messages. Responses belong to the calls of the turn before, by id where there is one, else by name.
 *
 * @throws {RequestProblem} when a turn of calls is not followed by as many responses.
 */
export function messagesOf(contents: readonly GeminiContent[]): readonly ModelMessage[] {
  let open: readonly ModelCall[] = []
  const messages = contents.flatMap((turn, at): readonly ModelMessage[] => {
    const responses = turn.parts.flatMap(part => part.functionResponse ?? [])
    if (responses.length !== open.length) {
      throw invalidArgument(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      )
    }
    const answered = responses.map(({ id, name, response }, index) => ({
      role: 'tool' as const,
      callId: id ?? open.find(call => call.name === name)?.id ?? `call-${at}-${index}`,
      toolName: name,
      text: JSON.stringify(response),
      isError: false,
    }))
    open = callsOf(turn, at)
    const text = textOf(turn)
    if (turn.role === 'model') return [{ role: 'assistant', text, calls: open }]
    return text === '' ? answered : [...answered, { role: 'user', text }]
  })
  if (open.length > 0) {
    throw invalidArgument(
      'Please ensure that function call turn comes immediately before a function response turn.',
    )
  }
  return messages
}

function callsOf({ parts }: GeminiContent, at: number): readonly ModelCall[] {
  return parts
    .flatMap(part => part.functionCall ?? [])
    .map(({ id, name, args }, index) => ({
      id: id ?? `call-${at}-${index}`,
      name,
      arguments: JSON.stringify(args ?? {}),
    }))
}

/**
 * @throws {RequestProblem} when a call of the current turn (what follows the user's last text) came back without the
 *   thought signature it was sent with; Gemini 3 insists on it.
 */
export function checkSignatures(contents: readonly GeminiContent[]): void {
  const lastText = contents.findLastIndex(turn => turn.role !== 'model' && textOf(turn) !== '')
  const unsigned = contents
    .slice(lastText + 1)
    .map(turn => turn.parts.find(part => part.functionCall !== undefined))
    .find(part => part !== undefined && part.thoughtSignature === undefined)
  if (unsigned === undefined) return
  throw invalidArgument(
    `Function call is missing a thought_signature in functionCall parts. Function call \`${unsigned.functionCall?.name}\`.`,
  )
}
