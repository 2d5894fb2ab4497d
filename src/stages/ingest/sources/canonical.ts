import { compilePointer } from '../json-pointer.ts'
import { requireObject } from '../located.ts'
import type { IsForbiddenId } from '../parse-id.ts'
import { parseTrace, type RowParser } from '../parse-trace.ts'

/**
 * A parser of canonical rows (docs/trace-format.md).
 *
 * @param intentPointer - where the row says what the user wanted, if not at `/intent`.
 * @throws {ConfigError} when `intentPointer` is not a JSON pointer.
 */
export function createCanonicalParser(
  intentPointer: string | undefined,
  isForbiddenId: IsForbiddenId,
): RowParser {
  const intentOf = compilePointer(intentPointer ?? '/intent', 'intent.pointer')
  return value => {
    const { value: row } = requireObject({ value, at: '' })
    // Written out, and by name since none is inherited: a loop over names costs more than the fields.
    const fields = {
      messages: { value: row.messages, at: '/messages' },
      tools: { value: row.tools, at: '/tools' },
      model: { value: row.model, at: '/model' },
      started_at: { value: row.started_at, at: '/started_at' },
      latency_ms: { value: row.latency_ms, at: '/latency_ms' },
      cost_usd: { value: row.cost_usd, at: '/cost_usd' },
      session_id: { value: row.session_id, at: '/session_id' },
      customer_id: { value: row.customer_id, at: '/customer_id' },
      customer_tier: { value: row.customer_tier, at: '/customer_tier' },
      language: { value: row.language, at: '/language' },
      flags: { value: row.flags, at: '/flags' },
      outcome: { value: row.outcome, at: '/outcome' },
      support_flag: { value: row.support_flag, at: '/support_flag' },
      finish: { value: row.finish, at: '/finish' },
      expected: { value: row.expected, at: '/expected' },
      intent: intentOf(value),
    }
    return parseTrace({ id: [{ value: row.trace_id, at: '/trace_id' }], fields }, isForbiddenId)
  }
}
