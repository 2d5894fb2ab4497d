import type { TraceId } from '../../records/ids.ts'
import { isAbsent, type Located } from './located.ts'
import { RowError, unexpected } from './row-error.ts'

const MAX_ID_LENGTH = 512
const PRINTABLE_ASCII = /^[ -~]*$/

/** Says whether an id carries personal data that must not be kept in clear (a card number, an IBAN). */
export type IsForbiddenId = (id: string) => boolean

/**
 * The trace id at these places, joined with `:`.
 *
 * @throws {RowError} when a part is absent or no id, or the whole is forbidden.
 */
export function parseTraceId(parts: readonly Located[], isForbiddenId: IsForbiddenId): TraceId {
  const [only] = parts
  const isOne = parts.length === 1 && only !== undefined
  const id = isOne ? idText(only) : parts.map(idText).join(':')
  const at = isOne ? only.at : parts.map(part => part.at).join(':')
  return checked(id, at, isForbiddenId) as TraceId
}

/** The id of a session or customer; undefined when the row has none. @throws {RowError} like a trace id. */
export function parseOptionalId(located: Located, isForbiddenId: IsForbiddenId): string | undefined {
  return isAbsent(located) ? undefined : checked(idText(located), located.at, isForbiddenId)
}

function idText({ value, at }: Located): string {
  if (typeof value === 'string' && value.trim() !== '') return value
  // Beyond 2^53 two different ids of the file would read as one.
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  throw unexpected(at, 'an id (a string or an integer below 2^53)', value)
}

function checked(id: string, at: string, isForbiddenId: IsForbiddenId): string {
  if (id.length > MAX_ID_LENGTH) throw new RowError(`${at}: id longer than ${MAX_ID_LENGTH} characters`)
  // Ids are printed in clear: a control character could rewrite the reader's terminal.
  if (!PRINTABLE_ASCII.test(id) && (/\p{Cc}/u.test(id) || !id.isWellFormed()))
    throw new RowError(`${at}: id has control characters`)
  if (isForbiddenId(id)) throw new RowError(`${at}: id contains a card or bank account number`)
  return id
}
