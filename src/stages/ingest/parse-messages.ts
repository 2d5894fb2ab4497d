import type { AssistantMessage, Message, ToolMessage } from '../../records/trace.ts'
import {
  fieldOf,
  isAbsent,
  type Located,
  optionalString,
  requireItems,
  requireObject,
  requireString,
  unwrapJson,
} from './located.ts'
import { parseContent, parseToolResult } from './parse-content.ts'
import { asWord } from './parse-finish.ts'
import { parseToolCalls } from './parse-tool-call.ts'
import { RowError } from './row-error.ts'

type MessageObject = ReturnType<typeof requireObject>

/**
 * The messages of a trace in our shape: OpenAI's roles, `developer` as system and `function` as tool.
 * What the user's side called, and the results of it, stay context (product definition 20).
 *
 * @throws {RowError} when the list, a role or a field has the wrong shape.
 */
export function parseMessages(located: Located): readonly Message<string>[] {
  const userCallIds = new Set<string>()
  return requireItems(unwrapJson(located)).flatMap(item => parseMessage(requireObject(item), userCallIds))
}

function parseMessage(message: MessageObject, userCallIds: Set<string>): readonly Message<string>[] {
  const role = fieldOf(message, 'role')
  switch (requireString(role)) {
    case 'system':
    case 'developer':
      return [{ role: 'system', text: parseContent(fieldOf(message, 'content')) }]
    case 'user': {
      const calls = parseToolCalls(message).map(requested => requested.call)
      rememberIds(calls, userCallIds)
      return [{ role: 'user', text: parseContent(fieldOf(message, 'content')), calls }]
    }
    case 'assistant':
      return parseAssistant(message, userCallIds)
    case 'tool':
    case 'function':
      return [parseToolMessage(message, userCallIds)]
    default:
      throw new RowError(
        `${role.at}: expected system, developer, user, assistant, tool or function, found another word`,
      )
  }
}

function parseAssistant(message: MessageObject, userCallIds: Set<string>): readonly Message<string>[] {
  const requested = parseToolCalls(message)
  const usersCalls = requested.filter(({ requestor }) => requestor === 'user').map(({ call }) => call)
  const turn: AssistantMessage<string> = {
    role: 'assistant',
    text: parseContent(fieldOf(message, 'content')) || parseContent(fieldOf(message, 'refusal')),
    calls: requested.filter(({ requestor }) => requestor !== 'user').map(({ call }) => call),
    finishReason: parseFinishReason(fieldOf(message, 'finish_reason')),
  }
  if (usersCalls.length === 0) return [turn]
  // The user's side acted within the agent's message: that is no turn of the agent unless it also said something.
  rememberIds(usersCalls, userCallIds)
  const context: Message<string> = { role: 'user', text: '', calls: usersCalls }
  return turn.text === '' && turn.calls.length === 0 ? [context] : [turn, context]
}

/** Tool results pair by `tool_call_id`, else by `id`; one without a requestor belongs to whoever made that call. */
function parseToolMessage(message: MessageObject, userCallIds: ReadonlySet<string>): ToolMessage<string> {
  const callId = optionalString(fieldOf(message, 'tool_call_id')) ?? optionalString(fieldOf(message, 'id'))
  const requestor = optionalString(fieldOf(message, 'requestor'))
  const isUsers =
    requestor === undefined ? callId !== undefined && userCallIds.has(callId) : requestor === 'user'
  return {
    role: 'tool',
    callId,
    text: parseToolResult(fieldOf(message, 'content')),
    isError: isMarked(fieldOf(message, 'is_error')) || isMarked(fieldOf(message, 'error')),
    requestor: isUsers ? 'user' : 'assistant',
  }
}

/** Sources write `true`, or the error itself. */
function isMarked(located: Located): boolean {
  return !isAbsent(located) && located.value !== false && located.value !== ''
}

function parseFinishReason(located: Located): string | undefined {
  const reason = optionalString(located)
  return reason === undefined || reason === '' ? undefined : asWord(reason)
}

function rememberIds(calls: readonly { readonly id: string | undefined }[], ids: Set<string>): void {
  for (const { id } of calls) if (id !== undefined) ids.add(id)
}
