import type { JsonObject } from '../../../records/json-value.ts'
import { ownValue } from '../located.ts'
import type { ChatRole } from './chat-message.ts'
import { textOf } from './unwrapped.ts'

const ROLES: ReadonlyMap<string, ChatRole> = new Map([
  ...named('system', 'system developer systemmessage systemmessagechunk'),
  ...named('user', 'user human humanmessage humanmessagechunk'),
  ...named('assistant', 'assistant ai model aimessage aimessagechunk'),
  ...named('tool', 'tool function ipython toolmessage toolmessagechunk functionmessage'),
])

/**
 * Who speaks in a message: `role`, LangChain's `type`, or the class name of its serialised form. A word that is no role
 * is a tool's name when the message answers a call, else the user's side. Undefined when the object is no message.
 */
export function roleOf(message: JsonObject): ChatRole | undefined {
  const word = textOf(message, 'role', '_getType') ?? langChainType(message)
  if (word === undefined) return undefined
  const known = ROLES.get(word.toLowerCase())
  if (known !== undefined) return known
  return textOf(message, 'tool_call_id', 'toolCallId') === undefined ? 'user' : 'tool'
}

/** The word a message gives as its role when that is none of the usual ones: some frameworks put the tool's name there. */
export function unusualRole(message: JsonObject): string | undefined {
  const word = ownValue(message, 'role')
  return typeof word === 'string' && !ROLES.has(word.toLowerCase()) ? word : undefined
}

/** `type` says who speaks only in LangChain's messages, which have content beside it. */
function langChainType(message: JsonObject): string | undefined {
  const type = textOf(message, 'type')
  return type !== undefined && ROLES.has(type.toLowerCase()) && Object.hasOwn(message, 'content')
    ? type
    : undefined
}

function named(role: ChatRole, words: string): [string, ChatRole][] {
  return words.split(' ').map(word => [word, role])
}
