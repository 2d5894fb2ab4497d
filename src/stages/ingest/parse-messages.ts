import type { JsonObject, JsonValue } from '../../records/json-value.ts'
import type { Message, ToolCall, ToolMessage } from '../../records/trace.ts'
import { isJsonArray, isJsonObject, type Located, unwrapJson } from './located.ts'
import { messageRow } from './normalise/chat-message.ts'
import { contentOf } from './normalise/content-of.ts'
import { messagesOf } from './normalise/message-of.ts'
import { contentText, toolResultText } from './parse-content.ts'
import { asWord } from './parse-finish.ts'
import { parseToolCalls } from './parse-tool-call.ts'
import { errorBelow, optionalText, RowError, requiredText, unexpected } from './row-error.ts'

/** Messages read so far, and the ids of the calls the user's side made in them. */
type Conversation = { readonly messages: Message<string>[]; userCallIds: Set<string> | undefined }

/**
 * The messages of a trace in our shape: OpenAI's roles, `developer` as system and `function` as tool.
 * What the user's side called, and the results of it, stay context (product definition 20).
 *
 * Here and in calls and tools, fields are read by their names (`message.role`, never `message[key]`), none of which an object inherits, and
 * pointers are put together for an error only: this runs for every message of every trace.
 *
 * @throws {RowError} when the list, a role or a field has the wrong shape.
 */
export function parseMessages(located: Located): readonly Message<string>[] {
  const { value, at } = unwrapJson(located)
  if (!isJsonArray(value)) throw unexpected(at, 'a list', value)
  const conversation: Conversation = { messages: [], userCallIds: undefined }
  for (let index = 0; index < value.length; index++) {
    const message = value[index]
    if (!isJsonObject(message)) throw unexpected(`${at}/${index}`, 'an object', message)
    try {
      const rows = unfolded(message)
      if (rows === undefined) addMessage(message, conversation)
      else for (const row of rows) addMessage(row, conversation)
    } catch (error) {
      throw errorBelow(`${at}/${index}`, error)
    }
  }
  return conversation.messages
}

/** A message whose calls and results are parts of it (Anthropic, Bedrock, Gemini, the AI SDK) as those this format has; undefined for every other. */
function unfolded(message: JsonObject): readonly JsonObject[] | undefined {
  const { content, parts } = message
  const isParts = isJsonArray(parts) && (content === undefined || content === null || content === '')
  if (!isParts && !isJsonArray(content)) return undefined
  const { calls, results } = contentOf(content)
  if (!isParts && calls.length === 0 && results.length === 0) return undefined
  return messagesOf(message)?.map(messageRow)
}

function addMessage(message: JsonObject, conversation: Conversation): void {
  switch (requiredText(message.role, 'role')) {
    case 'assistant':
      addAssistant(message, conversation)
      return
    case 'tool':
    case 'function':
      conversation.messages.push(parseToolMessage(message, conversation.userCallIds))
      return
    case 'user': {
      const calls = parseToolCalls(message).map(requested => requested.call)
      rememberIds(calls, conversation)
      conversation.messages.push({ role: 'user', text: contentText(message.content, 'content'), calls })
      return
    }
    case 'system':
    case 'developer':
      conversation.messages.push({ role: 'system', text: contentText(message.content, 'content') })
      return
    default:
      throw new RowError(
        '/role: expected system, developer, user, assistant, tool or function, found another word',
      )
  }
}

function addAssistant(message: JsonObject, conversation: Conversation): void {
  const calls: ToolCall<string>[] = []
  const usersCalls: ToolCall<string>[] = []
  for (const { call, requestor } of parseToolCalls(message)) {
    if (requestor === 'user') usersCalls.push(call)
    else calls.push(call)
  }
  const text = contentText(message.content, 'content') || contentText(message.refusal, 'refusal')
  const finishReason = parseFinishReason(message.finish_reason)
  // The user's side acted within the agent's message: that is no turn of the agent unless it also said something.
  const isTurn = usersCalls.length === 0 || text !== '' || calls.length > 0
  if (isTurn) conversation.messages.push({ role: 'assistant', text, calls, finishReason })
  if (usersCalls.length === 0) return
  rememberIds(usersCalls, conversation)
  conversation.messages.push({ role: 'user', text: '', calls: usersCalls })
}

/** Tool results pair by `tool_call_id`, else by `id`; one without a requestor belongs to whoever made that call. */
function parseToolMessage(
  message: JsonObject,
  userCallIds: ReadonlySet<string> | undefined,
): ToolMessage<string> {
  const callId = optionalText(message.tool_call_id, 'tool_call_id') ?? optionalText(message.id, 'id')
  const requestor = optionalText(message.requestor, 'requestor')
  const isOfUsersCall = callId !== undefined && userCallIds?.has(callId) === true
  return {
    role: 'tool',
    callId,
    text: toolResultText(message.content, 'content'),
    isError: isMarked(message.is_error) || isMarked(message.error),
    requestor: (requestor === undefined ? isOfUsersCall : requestor === 'user') ? 'user' : 'assistant',
  }
}

/** Sources write `true`, or the error itself. */
function isMarked(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && value !== false && value !== ''
}

function parseFinishReason(value: JsonValue | undefined): string | undefined {
  const reason = optionalText(value, 'finish_reason')
  return reason === undefined || reason === '' ? undefined : asWord(reason)
}

function rememberIds(calls: readonly ToolCall<string>[], conversation: Conversation): void {
  for (const { id } of calls) {
    if (id === undefined) continue
    conversation.userCallIds ??= new Set()
    conversation.userCallIds.add(id)
  }
}
