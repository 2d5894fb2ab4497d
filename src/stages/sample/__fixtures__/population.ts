import type { StratumId, TraceId } from '../../../records/ids.ts'
import type { Strata } from '../../../records/strata.ts'
import type { TraceTraits } from '../sampling-plan.ts'

/** A trace for a test: its stratum, and what else it says. */
export type TestTrace = Partial<TraceTraits> & {
  readonly id: string
  readonly stratum: string
  /** Finer cell of the stratum, for drawing only. */
  readonly finer?: string
}

/** Strata in order of their names, `noise` last; traits by trace id. */
export function populationOf(traces: readonly TestTrace[]): {
  readonly strata: Strata
  readonly traitsOf: (traceId: TraceId) => TraceTraits | undefined
} {
  const isNoise = (name: string): boolean => name === 'noise'
  const names = [...new Set(traces.map(trace => trace.stratum))].sort(
    (a, b) => Number(isNoise(a)) - Number(isNoise(b)) || (a < b ? -1 : 1),
  )
  const strata = names.map(name => {
    const members = traces.filter(trace => trace.stratum === name).map(trace => trace.id as TraceId)
    return {
      id: name as StratumId,
      kind: isNoise(name) ? ('noise' as const) : ('cluster' as const),
      label: name,
      keywords: [],
      members,
      share: members.length / traces.length,
      persistence: undefined,
      exampleRequests: [],
    }
  })
  const finer = new Map<string, { id: string; stratumId: StratumId; members: TraceId[] }>()
  for (const { id, stratum, finer: cell } of traces) {
    if (cell === undefined) continue
    const own = finer.get(cell) ?? { id: cell, stratumId: stratum as StratumId, members: [] }
    finer.set(cell, own)
    own.members.push(id as TraceId)
  }
  const traits = new Map<string, TraceTraits>(
    traces.map(({ id, flags = {}, model, customerId, sessionId }) => [
      id,
      { flags, model, customerId, sessionId },
    ]),
  )
  return {
    strata: { strata, populationSize: traces.length, cells: [...finer.values()] },
    traitsOf: traceId => traits.get(traceId),
  }
}

/** `count` traces named `prefix-0`, `prefix-1`, ... that `describe` fills in. */
export function tracesOf(
  prefix: string,
  count: number,
  describe: (index: number) => Omit<TestTrace, 'id'>,
): readonly TestTrace[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${prefix}-${index}`, ...describe(index) }))
}
