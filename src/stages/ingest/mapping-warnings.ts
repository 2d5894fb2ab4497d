import type { Trace } from '../../records/trace.ts'
import type { SourceSpec } from './source-spec.ts'

/** Fields that a right mapping may well find in no row: nobody complained, no flag was on. */
const EXPECTED_SOMEWHERE = {
  tools: trace => trace.tools !== undefined,
  model: trace => trace.model !== undefined,
  started_at: trace => trace.startedAtMs !== undefined,
  latency_ms: trace => trace.latencyMs !== undefined,
  cost_usd: trace => trace.costPicoUsd !== undefined,
  session_id: trace => trace.sessionId !== undefined,
  customer_id: trace => trace.customerId !== undefined,
  customer_tier: trace => trace.customerTier !== undefined,
  language: trace => trace.language !== undefined,
  flags: trace => Object.keys(trace.flags).length > 0,
  outcome: trace => trace.outcome !== undefined,
  finish: trace => trace.finish !== undefined,
  expected: trace => trace.expected !== undefined,
} satisfies { readonly [field: string]: (trace: Trace) => boolean }

/**
 * One sentence for each mapped field no trace has. A pointer with a typing mistake reads as an absent
 * field, and an absent `outcome` silently switches its gate off.
 */
export function mappingWarnings(source: SourceSpec, traces: readonly Trace[]): readonly string[] {
  const { map } = source
  if (source.format !== 'messages' || map === undefined) return []
  return Object.entries(EXPECTED_SOMEWHERE).flatMap(([field, isIn]) => {
    const pointer = map[field as keyof typeof EXPECTED_SOMEWHERE]
    if (pointer === undefined || traces.some(isIn)) return []
    return [`\`map.${field}\` (${pointer}) found nothing in any of ${traces.length} traces`]
  })
}
