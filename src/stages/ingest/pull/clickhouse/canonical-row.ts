import type { ClickHousePullConfig } from '../../../../config/config.ts'
import { parseJson } from '../../../../json/parse-json.ts'
import type { JsonObject, JsonValue } from '../../../../records/json-value.ts'
import { isJsonArray, isJsonObject, ownValue } from '../../located.ts'
import { sqlName } from './sql-name.ts'

/** Fields whose text is JSON when it begins like it. */
const JSON_FIELDS: ReadonlySet<string> = new Set([
  'messages',
  'tools',
  'flags',
  'expected',
  'support_flag',
  'outcome',
])
/** Numbers that some versions of the server write as text. */
const NUMBER_FIELDS: ReadonlySet<string> = new Set(['started_at', 'latency_ms', 'outcome'])

/** The columns of a trace, each under the name of its field; the vector stays where it is. */
export function selectOf({ columns }: Pick<ClickHousePullConfig, 'columns'>): string {
  return Object.entries(columns)
    .flatMap(([field, column]) => {
      if (column === undefined || field === 'embedding') return []
      return [`${columnSql(field, sqlName(column))} AS ${sqlName(field === 'id' ? 'trace_id' : field)}`]
    })
    .join(', ')
}

function columnSql(field: string, column: string): string {
  if (field === 'id') return `toString(${column})`
  // Time zones and formats of the server have no say.
  return field === 'started_at' ? `toUnixTimestamp64Milli(toDateTime64(${column}, 3, 'UTC'))` : column
}

/** The canonical row (docs/trace-format.md) of a row of `selectOf`. */
export function canonicalRowOf(row: JsonObject): JsonObject {
  const fields = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, fieldOf(name, value)]))
  const { input, output, ...rest } = fields
  return rest.messages === undefined ? { ...rest, messages: messagesOf(input, output) } : rest
}

function fieldOf(name: string, value: JsonValue): JsonValue {
  if (typeof value !== 'string') return value
  if (NUMBER_FIELDS.has(name) && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
  if (value === '' && name !== 'input' && name !== 'output') return null
  return JSON_FIELDS.has(name) ? parsed(value) : value
}

/** What stands in a text, or the text when it is no JSON object or list. */
function parsed(text: string): JsonValue {
  if (!/^\s*[[{]/.test(text)) return text
  const json = parseJson(text)
  return json.kind === 'value' ? json.value : text
}

/** The conversation of a request and its answer, each text or messages. */
function messagesOf(input: JsonValue | undefined, output: JsonValue | undefined): readonly JsonValue[] {
  return [...sideOf(input, 'user'), ...sideOf(output, 'assistant')]
}

function sideOf(value: JsonValue | undefined, role: string): readonly JsonValue[] {
  if (value === undefined || value === null) return []
  const found = typeof value === 'string' ? parsed(value) : value
  if (isMessages(found)) return found
  if (isJsonObject(found)) {
    const messages = ownValue(found, 'messages')
    if (isMessages(messages)) return messages
    if (Object.hasOwn(found, 'role')) return [found]
  }
  return [{ role, content: typeof value === 'string' ? value : JSON.stringify(value) }]
}

function isMessages(value: JsonValue | undefined): value is readonly JsonValue[] {
  return (
    isJsonArray(value) &&
    value.length > 0 &&
    value.every(each => isJsonObject(each) && Object.hasOwn(each, 'role'))
  )
}
