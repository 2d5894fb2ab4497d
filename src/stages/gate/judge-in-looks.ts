import { InvariantError } from '../../errors/invariant-error.ts'
import type { SequentialDecision } from '../../records/decision.ts'
import type { TraceId } from '../../records/ids.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { Sample } from '../../records/sample.ts'
import type { GatePolicy } from './gate-policy.ts'
import { lookDecision } from './look-decision.ts'
import { sequentialPlan } from './sequential-plan.ts'

export type LooksOptions = {
  readonly sample: Sample
  readonly policy: GatePolicy
  /** Looks at most; 1 puts every question at once. */
  readonly looks: number
  /** Traces an earlier run asked about: they come first, and no look before all of them. */
  readonly earlier?: ReadonlySet<TraceId> | undefined
}

export type PairsInLooks = {
  /** In the order of `checked`; those whose question was never put carry `not-asked`. */
  readonly pairs: readonly JudgedPair[]
  /** Undefined when rules decided every pair of the traffic. */
  readonly sequential: SequentialDecision | undefined
}

/**
 * All pairs, judged in looks: questions are put in judging order, a part at a time, until the answers decide the text
 * endpoints or no question is left. Verdicts that rules give are there before the first question and stay; items of
 * the adversarial set, which no look may spare, are asked first.
 *
 * @param checked - every pair, its questions `not-asked` (`createUnaskedJudge`).
 * @param ask - the judged pairs at these positions of `checked`, in the order given; a throw ends everything.
 * @throws {InvariantError} when `ask` returns another number of pairs than it was asked for.
 */
export async function judgeInLooks(
  checked: readonly JudgedPair[],
  ask: (positions: readonly number[]) => Promise<readonly JudgedPair[]>,
  { sample, policy, looks, earlier = new Set() }: LooksOptions,
): Promise<PairsInLooks> {
  const pairs = [...checked]
  const put = async (positions: readonly number[]): Promise<void> => {
    const answered = positions.length === 0 ? [] : await ask(positions)
    if (answered.length !== positions.length) {
      throw new InvariantError(`Expected ${positions.length} judged pairs, got ${answered.length}`, {
        details: 'answers lost between two looks',
      })
    }
    for (const [index, position] of positions.entries()) {
      const pair = answered[index]
      if (pair !== undefined) pairs[position] = pair
    }
  }
  const { adversarial, traffic } = openQuestions(checked, sample, earlier)
  const answered = traffic.filter(position => isOneOf(earlier, checked[position])).length
  const plan = sequentialPlan(traffic.length, policy, looks, answered)
  let from = 0
  for (const look of plan.looks) {
    await put([...(from === 0 ? adversarial : []), ...traffic.slice(from, look.asked)])
    from = look.asked
    const isLast = look.look === look.looks
    const decision = isLast ? 'continue' : lookDecision(pairs, sample, look, policy)
    if (decision !== 'continue') {
      const ended = decision === 'stop-pass' ? 'early-pass' : 'early-fail'
      return { pairs: pairs.map(pair => withReason(pair, ended)), sequential: { ...look, ended } }
    }
    if (isLast) return { pairs, sequential: { ...look, ended: 'all-asked' } }
  }
  await put(adversarial)
  return { pairs, sequential: undefined }
}

function isOneOf(ids: ReadonlySet<TraceId>, pair: JudgedPair | undefined): boolean {
  return pair !== undefined && ids.has(pair.traceId)
}

/** Positions of the pairs with an open question; those of the traffic in judging order, what was asked before first. */
function openQuestions(
  checked: readonly JudgedPair[],
  sample: Sample,
  earlier: ReadonlySet<TraceId>,
): { readonly adversarial: readonly number[]; readonly traffic: readonly number[] } {
  const open = [...checked.entries()].filter(([, pair]) => isOpen(pair))
  const places = new Map(sample.draws.map(({ traceId }, place) => [traceId, place]))
  const placeOf = ([, pair]: readonly [number, JudgedPair]): number =>
    (places.get(pair.traceId) ?? places.size) - (isOneOf(earlier, pair) ? places.size + 1 : 0)
  return {
    adversarial: open.filter(([, pair]) => pair.origin.kind === 'adversarial').map(([position]) => position),
    traffic: open
      .filter(([, pair]) => pair.origin.kind === 'traffic')
      .sort((left, right) => placeOf(left) - placeOf(right))
      .map(([position]) => position),
  }
}

function isOpen({ verdicts, production }: JudgedPair): boolean {
  return [verdicts, production?.verdicts].some(
    each => each?.structured.kind === 'not-asked' || each?.preference.kind === 'not-asked',
  )
}

const REASONS = {
  'early-pass': 'not put to the judge: the answers before it had cleared the candidate',
  'early-fail': 'not put to the judge: the answers before it had failed the candidate',
} as const

function withReason(pair: JudgedPair, ended: keyof typeof REASONS): JudgedPair {
  if (!isOpen(pair)) return pair
  const { structured, preference, outcome } = pair.verdicts
  const reason = REASONS[ended]
  return {
    ...pair,
    verdicts: {
      structured: structured.kind === 'not-asked' ? { ...structured, reason } : structured,
      preference: preference.kind === 'not-asked' ? { ...preference, reason } : preference,
      outcome,
    },
  }
}
