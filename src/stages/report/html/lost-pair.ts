import type { Evaluation } from '../../../records/evaluation.ts'
import type { FailureMode } from '../../../records/failure-mode.ts'
import type { Answer, Replay } from '../../../records/replay.ts'
import type { Message } from '../../../records/trace.ts'

/** A message as a report shows it: its words, then its calls. */
export type ShownMessage = { readonly role: string; readonly text: string }
export type ShownAnswer =
  | { readonly kind: 'completed'; readonly messages: readonly ShownMessage[] }
  | { readonly kind: 'failed'; readonly reason: string }

/** A pair the candidate lost, side by side. */
export type LostPair = {
  readonly traceId: string
  readonly tier: string
  readonly isAdversarial: boolean
  /** Modes of the candidate that the baseline does not show, then the reasons of the verdicts it lost. */
  readonly why: readonly string[]
  readonly newModes: number
  readonly baseline: ShownAnswer
  readonly candidate: ShownAnswer
}

/** A pair as the store keeps it (the server's `PairView`), as far as it is read here. */
export type StoredPair = {
  readonly traceId: string
  readonly origin: 'traffic' | 'adversarial'
  readonly stratumId: string | null
  readonly tier: string
  readonly request: string
  readonly candidateModes: readonly FailureMode[]
  readonly baselineModes: readonly FailureMode[]
  readonly verdicts: readonly {
    readonly kind: string
    readonly baselineScore: number | null
    readonly candidateScore: number | null
    readonly reason: string
  }[]
  readonly requestMessages: readonly StoredMessage[]
  readonly baseline: StoredAnswer
  readonly candidate: StoredAnswer
}

type StoredMessage = {
  readonly role: string
  readonly text: string
  readonly calls: readonly { readonly name: string; readonly arguments: string; readonly isParsed: boolean }[]
}
type StoredAnswer =
  | { readonly kind: 'completed'; readonly messages: readonly StoredMessage[] }
  | { readonly kind: 'failed'; readonly reason: string }

/** Pairs the candidate lost, those with most new failure modes first. */
export function lostPairsOf(evaluation: Pick<Evaluation, 'pairs' | 'replays'>): readonly LostPair[] {
  const replays = new Map(
    evaluation.replays.map(replay => [keyOf(replay.request.traceId, replay.origin.kind), replay]),
  )
  const lost = evaluation.pairs.flatMap((pair): readonly LostPair[] => {
    const replay = replays.get(keyOf(pair.traceId, pair.origin.kind))
    const scored = Object.values(pair.verdicts).flatMap(each => (each.kind === 'scored' ? [each] : []))
    return replay === undefined
      ? []
      : lostPair({ ...pair, tier: pair.facts.tier, origin: pair.origin.kind, scored }, shownSides(replay))
  })
  return lost.toSorted((a, b) => b.newModes - a.newModes)
}

/** The same of the pairs the store kept. */
export function storedLostPairs(pairs: readonly StoredPair[]): readonly LostPair[] {
  const lost = pairs.flatMap(pair => {
    const scored = pair.verdicts.flatMap(({ baselineScore, candidateScore, reason }) =>
      baselineScore === null || candidateScore === null ? [] : [{ baselineScore, candidateScore, reason }],
    )
    const answer = (side: StoredAnswer): ShownAnswer =>
      side.kind === 'failed'
        ? side
        : { kind: 'completed', messages: [...pair.requestMessages, ...side.messages].map(storedMessage) }
    return lostPair(
      { ...pair, scored },
      { baseline: answer(pair.baseline), candidate: answer(pair.candidate) },
    )
  })
  return lost.toSorted((a, b) => b.newModes - a.newModes)
}

type Judged = Pick<StoredPair, 'traceId' | 'tier' | 'origin' | 'candidateModes' | 'baselineModes'> & {
  readonly scored: readonly {
    readonly baselineScore: number
    readonly candidateScore: number
    readonly reason: string
  }[]
}

function lostPair(
  { traceId, tier, origin, candidateModes, baselineModes, scored }: Judged,
  sides: Pick<LostPair, 'baseline' | 'candidate'>,
): readonly LostPair[] {
  const modes = candidateModes.filter(mode => !baselineModes.includes(mode))
  const reasons = scored.flatMap(each => (each.candidateScore < each.baselineScore ? [each.reason] : []))
  if (modes.length + reasons.length === 0) return []
  const isAdversarial = origin === 'adversarial'
  return [{ traceId, tier, isAdversarial, why: [...modes, ...reasons], newModes: modes.length, ...sides }]
}

function keyOf(traceId: string, origin: string): string {
  return `${origin}\0${traceId}`
}

function shownSides({ baseline, candidate }: Replay): Pick<LostPair, 'baseline' | 'candidate'> {
  const shown = (side: Answer): ShownAnswer =>
    side.kind === 'failed' ? side : { kind: 'completed', messages: side.trace.messages.map(shownMessage) }
  return { baseline: shown(baseline), candidate: shown(candidate) }
}

function shownMessage(message: Message<string>): ShownMessage {
  const calls = 'calls' in message ? message.calls : []
  return {
    role: message.role,
    text: words(
      message.text,
      calls.map(({ name, arguments: given }) =>
        given.kind === 'parsed'
          ? callText(name, JSON.stringify(given.value), true)
          : callText(name, given.raw, false),
      ),
    ),
  }
}

function storedMessage({ role, text, calls }: StoredMessage): ShownMessage {
  return {
    role,
    text: words(
      text,
      calls.map(({ name, arguments: given, isParsed }) =>
        callText(name, isParsed ? JSON.stringify(JSON.parse(given)) : given, isParsed),
      ),
    ),
  }
}

function callText(name: string, given: string, isParsed: boolean): string {
  return isParsed ? `${name}(${given})` : `${name}(${given}   <- not JSON`
}

function words(text: string, calls: readonly string[]): string {
  return [text, ...calls].filter(part => part !== '').join('\n')
}
