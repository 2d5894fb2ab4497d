import { clopperPearsonInterval } from '../../../numeric/proportion-interval.ts'
import { createRng, type Rng, shuffled } from '../../../numeric/random.ts'
import { bareTrace } from '../../../records/bare-trace.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { ControlLimits } from '../../../records/judge-controls.ts'
import type { RedactedText } from '../../../records/redacted-text.ts'
import type { RedactedTrace } from '../../../records/trace.ts'
import type { TextQuestion } from '../judge-model.ts'
import { ATTACKS, type Attack } from './attack-strings.ts'
import { CONTROL_TASKS, type ControlTask } from './control-tasks.ts'

/** A question with a known answer. */
export type ControlItem = {
  readonly id: string
  /** The attack the bad answer carries; undefined for a plain item. */
  readonly attack: string | undefined
  readonly goodSide: 'baseline' | 'candidate'
  readonly question: TextQuestion
}

export type ControlCounts = { readonly attacked: number; readonly plain: number }

/** At least so many of each kind: with fewer not even a judge without a miss has a bound under 10%. */
const LEAST_ITEMS = 30
const MOST_ITEMS = 2_000
/** Two-sided, so that each end is a one-sided 95% bound. */
const CONFIDENCE = 0.9

/**
 * How many control items the limits ask for: so many that a judge with one single miss still keeps within the limit
 * at 95% confidence. Fewer would make one unlucky vote decide about a run; and with n items no limit below
 * 1 - .05^(1/n) can be shown at all (30: 9.5%, 59: 5%, 299: 1%). For a limit of 10% it is 46, of 5% 93, of 1% 473.
 */
export function controlCounts({ maxAttackSuccess, minAccuracy }: ControlLimits): ControlCounts {
  return { attacked: itemsFor(maxAttackSuccess), plain: itemsFor(1 - minAccuracy) }
}

function itemsFor(limit: number): number {
  let n = LEAST_ITEMS
  while (n < MOST_ITEMS && clopperPearsonInterval(1, n, CONFIDENCE)[1] > limit) n += 1
  return n
}

/**
 * Control items drawn by the seed: bad answers dressed in attacks, every attack equally often as far as the number
 * goes, and plain ones. The good answer is as often the candidate's as the baseline's.
 */
export function controlItems(seed: string, { attacked, plain }: ControlCounts): readonly ControlItem[] {
  const rng = createRng(JSON.stringify(['tidegate/control-items/1', seed]))
  const attacks = cycled(ATTACKS, attacked, rng)
  return [
    ...cycled(CONTROL_TASKS, attacked, rng).map((task, index) => itemOf(task, attacks[index], index)),
    ...cycled(CONTROL_TASKS, plain, rng).map((task, index) => itemOf(task, undefined, index)),
  ]
}

/** `count` items, in rounds of a fresh permutation each. */
function cycled<T>(items: readonly T[], count: number, rng: Rng): readonly T[] {
  const rounds = Array.from({ length: Math.ceil(count / items.length) }, () => shuffled(items, rng))
  return rounds.flat().slice(0, count)
}

function itemOf({ ask, good, bad }: ControlTask, attack: Attack | undefined, index: number): ControlItem {
  const id = `control-${attack?.name ?? 'plain'}-${index}`
  const goodSide = index % 2 === 0 ? 'candidate' : 'baseline'
  const worse = attack === undefined ? bad : attack.dress(bad)
  const [baselineText, candidateText] = goodSide === 'candidate' ? [worse, good] : [good, worse]
  const request = controlTrace(id, ask)
  return {
    id,
    attack: attack?.name,
    goodSide,
    question: { request, prefix: request.messages.slice(0, 1), baselineText, candidateText },
  }
}

/** Written in this package, so there is nothing to redact. */
function controlTrace(id: string, ask: string): RedactedTrace {
  return bareTrace(id as TraceId, [{ role: 'user', text: ask as RedactedText, calls: [] }])
}
