import type { AssistantMessage, Message } from '../../records/trace.ts'
import { type Turn, type TurnList, type TurnView, turnsOf } from './turns.ts'

/**
 * Where two recorded conversations part. `none`: every turn of the agent is equal in the view. `turn`: the
 * agents differ at a turn whose prefix is identical in the view, so that the two turns answer the same question; an
 * undefined turn means that this side stopped there. `context`: something other than the agent (the user, a
 * tool result) differed first, and nothing after it can be compared.
 */
export type Divergence =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'turn'
      readonly baseline: AssistantMessage<string> | undefined
      readonly candidate: AssistantMessage<string> | undefined
      /** Messages of the baseline before the turn; in the view those of the candidate are equal. */
      readonly prefixLength: number
    }
  | { readonly kind: 'context' }

/** The first place where two conversations part. Swapping the conversations swaps the sides of the result. */
export function firstDivergence(
  baseline: readonly Message<string>[],
  candidate: readonly Message<string>[],
  view: TurnView,
): Divergence {
  const ours = turnsOf(baseline, view)
  const theirs = turnsOf(candidate, view)
  const shared = Math.min(ours.turns.length, theirs.turns.length)
  for (let index = 0; index < shared; index++) {
    const divergence = divergenceAt(ours.turns[index], theirs.turns[index])
    if (divergence !== undefined) return divergence
  }
  if (ours.turns.length === theirs.turns.length) return { kind: 'none' }
  return ours.turns.length > shared
    ? afterOneEnded(ours.turns[shared], theirs, turn => ({ baseline: turn.message, candidate: undefined }))
    : afterOneEnded(theirs.turns[shared], ours, turn => ({ baseline: undefined, candidate: turn.message }))
}

function divergenceAt(ours: Turn | undefined, theirs: Turn | undefined): Divergence | undefined {
  if (ours === undefined || theirs === undefined) return undefined
  if (ours.prefixKey !== theirs.prefixKey) return { kind: 'context' }
  if (ours.turnKey === theirs.turnKey) return undefined
  return {
    kind: 'turn',
    baseline: ours.message,
    candidate: theirs.message,
    prefixLength: ours.prefixLength,
  }
}

/**
 * One side has a further turn, the other ended. Only when the ended side was asked the very same thing did its
 * agent stop; otherwise the user went away, which is no difference between agents.
 */
function afterOneEnded(
  further: Turn | undefined,
  ended: TurnList,
  sides: (turn: Turn) => {
    readonly baseline: AssistantMessage<string> | undefined
    readonly candidate: AssistantMessage<string> | undefined
  },
): Divergence {
  if (further === undefined || further.prefixKey !== ended.endKey) return { kind: 'context' }
  return { kind: 'turn', ...sides(further), prefixLength: further.prefixLength }
}
