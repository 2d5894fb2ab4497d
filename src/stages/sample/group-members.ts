import type { StratumId, TraceId } from '../../records/ids.ts'
import type { TraceTraits } from './sampling-plan.ts'
import { stateOf, stateWord, UNSET } from './trait-states.ts'

/** Traces that agree in the cell they came with and in every state. */
export type MemberGroup = {
  /** Unambiguous within the stratum; the stratum's id when nothing tells its traces apart. */
  readonly id: string
  readonly members: readonly TraceId[]
  /** State per field, `(unset)` where there is none; empty for traces of several groups drawn together. */
  readonly states: { readonly [field: string]: string }
}

export type GroupingFields = {
  readonly stratumId: StratumId
  /** Id of the finer cell a trace came with. */
  readonly finerOf: (traceId: TraceId) => string | undefined
  readonly traitsOf: ((traceId: TraceId) => TraceTraits | undefined) | undefined
  readonly stratifyBy: readonly string[]
}

/** The members by finer cell and state, sorted by id. */
export function groupMembers(members: readonly TraceId[], fields: GroupingFields): readonly MemberGroup[] {
  const { stratumId, finerOf, traitsOf, stratifyBy } = fields
  const groups = new Map<string, MemberGroup & { readonly members: TraceId[] }>()
  for (const traceId of members) {
    const traits = stratifyBy.length === 0 ? undefined : traitsOf?.(traceId)
    const states = stratifyBy.map(field => [field, stateOf(field, traits)] as const)
    const id = [
      finerOf(traceId) ?? stratumId,
      ...states.map(([field, state]) => stateWord(field, state)),
    ].join(';')
    const group = groups.get(id)
    if (group !== undefined) group.members.push(traceId)
    else {
      groups.set(id, {
        id,
        members: [traceId],
        states: Object.fromEntries(states.map(([field, state]) => [field, state ?? UNSET])),
      })
    }
  }
  return [...groups.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

/**
 * At most `most` groups: the smallest drawn together as `(rest)`, which has no states; all of them, with
 * room for one alone, as the stratum. Their traces keep an exact chance to be drawn, at one rate.
 *
 * @param most - integer >= 1.
 */
export function foldSmallest(
  groups: readonly MemberGroup[],
  most: number,
  stratumId: StratumId,
): readonly MemberGroup[] {
  if (groups.length <= most) return groups
  const bySize = groups.toSorted((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1))
  const kept = new Set(bySize.slice(0, most - 1))
  const folded = groups.filter(group => !kept.has(group))
  const id = most === 1 ? stratumId : `${stratumId};(rest)`
  const rest = { id, members: folded.flatMap(group => group.members), states: {} }
  return [...groups.filter(group => kept.has(group)), rest]
}
