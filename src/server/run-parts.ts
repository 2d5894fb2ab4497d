import type { Evaluation } from '../records/evaluation.ts'
import type { TraceId } from '../records/ids.ts'
import type { JudgedPair } from '../records/judged-pair.ts'
import type { Answer, Replay } from '../records/replay.ts'
import type { StrataMap } from '../records/strata-map.ts'
import { auditVerdict } from '../stages/audit/audit-verdict.ts'
import type { PairSummary, PairView, RunMap } from './contract.ts'
import { answerView, apiMessages, verdictView } from './pair-view.ts'

/** Parts of a run in the store: `pairs` has a `PairView` a row, `pair-index` one row of all `PairSummary`, `map` one `RunMap`. */
const RUN_PARTS = ['pairs', 'pair-index', 'map'] as const
export type RunPart = (typeof RUN_PARTS)[number]

/** Part of each candidate's run that holds the comparison it belongs to, as `tidegate run --json` writes it. */
export const COMPARISON_PART = 'comparison'

const REQUEST_SHOWN = 160

/** What the page shows of a run beyond its report: every pair with both answers and all votes, and the map if there is one. */
export function runPartsOf(evaluation: Evaluation): { readonly [part in RunPart]: readonly string[] } {
  const replays = new Map(evaluation.replays.map(replay => [keyOf(replay.request.traceId, replay), replay]))
  const views = evaluation.pairs.map((pair, position) =>
    pairView(pair, position, replays.get(keyOf(pair.traceId, pair))),
  )
  const index: readonly PairSummary[] = views.map(summaryOf)
  const { map } = evaluation
  return {
    pairs: views.map(view => JSON.stringify(view)),
    'pair-index': [JSON.stringify(index)],
    map: map === undefined ? [] : [JSON.stringify(mapView(map, evaluation, index))],
  }
}

function keyOf(traceId: string, { origin }: Pick<JudgedPair, 'origin'>): string {
  return `${origin.kind}\0${traceId}`
}

function pairView(pair: JudgedPair, position: number, replay: Replay | undefined): PairView {
  const { traceId, origin, facts, candidateModes, baselineModes } = pair
  const messages = replay?.request.messages ?? []
  const requestMessages = apiMessages(messages.slice(0, requestLength(messages)))
  const asked = requestMessages.findLast(message => message.role === 'user')?.text ?? ''
  const baseline = answerView(replay?.baseline, requestLength)
  const candidate = answerView(replay?.candidate, requestLength)
  return {
    position,
    traceId,
    origin: origin.kind,
    stratumId: origin.kind === 'traffic' ? origin.draw.stratumId : null,
    verdict: auditVerdict(pair),
    tags: tagsOf(pair, replay),
    tier: facts.tier,
    tools: facts.tools,
    candidateModes,
    baselineModes,
    request: asked.length > REQUEST_SHOWN ? `${asked.slice(0, REQUEST_SHOWN)}…` : asked,
    flags: facts.flags,
    requestMessages,
    baseline,
    candidate,
    verdicts: Object.values(pair.verdicts).map(verdictView),
    weight: origin.kind === 'traffic' ? 1 / origin.draw.inclusionProbability : null,
  }
}

function summaryOf(view: PairView): PairSummary {
  const { flags, requestMessages, baseline, candidate, verdicts, weight, ...summary } = view
  return summary
}

function tagsOf(pair: JudgedPair, replay: Replay | undefined): PairSummary['tags'] {
  const verdict = auditVerdict(pair)
  const isFlagged =
    pair.facts.isSupportFlagged || Object.values(pair.verdicts).some(each => (each.flags ?? []).length > 0)
  return [
    ...(isDifferent(replay) ? (['different'] as const) : []),
    ...(verdict === 'loss' ? (['lost'] as const) : []),
    ...(verdict === 'win' ? (['won'] as const) : []),
    ...(verdict === 'unresolved' ? (['unresolved'] as const) : []),
    ...(hasNewMode(pair) ? (['failures'] as const) : []),
    ...(isFlagged ? (['flagged'] as const) : []),
  ]
}

function hasNewMode({ candidateModes, baselineModes }: Pick<JudgedPair, 'candidateModes' | 'baselineModes'>) {
  return candidateModes.some(mode => !baselineModes.includes(mode))
}

function isDifferent(replay: Replay | undefined): boolean {
  return replay !== undefined && saidBy(replay.baseline) !== saidBy(replay.candidate)
}

/** Texts and calls alone: call ids and finish words differ between two equal answers. */
function saidBy(answer: Answer): string {
  if (answer.kind === 'failed') return `failed ${answer.reason}`
  const { messages } = answer.trace
  return JSON.stringify(
    messages
      .slice(requestLength(messages))
      .map(message =>
        message.role === 'assistant'
          ? [message.text, message.calls.map(call => [call.name, call.arguments])]
          : [message.role, message.text],
      ),
  )
}

/** Messages before the first turn of the agent. */
function requestLength(messages: readonly { readonly role: string }[]): number {
  const first = messages.findIndex(message => message.role === 'assistant')
  return first < 0 ? messages.length : first
}

/** Three digits of a thousandth part are more than any screen shows. */
function mapView(map: StrataMap, { strata }: Evaluation, index: readonly PairSummary[]): RunMap {
  const points = [...map.strata.keys()]
  const pointOf = new Map<string, number>()
  map.traceIds?.forEach((ids: readonly TraceId[], point) => {
    for (const id of ids) pointOf.set(id, point)
  })
  const at = (offset: 0 | 1): readonly number[] =>
    points.map(point => Math.round((map.positions[2 * point + offset] ?? 0) * 1e4) / 1e4)
  return {
    requests: map.requests,
    laidOut: map.laidOut,
    height: map.height,
    x: at(0),
    y: at(1),
    stratum: [...map.strata],
    count: points.map(point => map.traceIds?.[point]?.length ?? 1),
    traceId: points.map(point => map.traceIds?.[point]?.[0] ?? ''),
    sampled: index.flatMap(pair => {
      const point = pair.origin === 'traffic' ? pointOf.get(pair.traceId) : undefined
      if (point === undefined) return []
      return [{ point, pair: pair.position, verdict: pair.verdict, isFailure: hasNewMode(pair) }]
    }),
    strata: strata.strata.map(({ id, kind, label, share }) => ({ id, kind, label, share })),
  }
}
