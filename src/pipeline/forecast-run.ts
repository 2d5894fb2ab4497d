import type { Config } from '../config/config.ts'
import type { Dependencies, PricedModel, Pricing } from '../dependencies.ts'
import { type ExpectedRange, exactly } from '../models/spend/expected-range.ts'
import {
  ADAPTIVE_VOTES,
  type CallForecast,
  type CallPlan,
  forecastCalls,
  observedShare,
  UNKNOWN_SHARE,
  VOTE_OUTPUT_TOKENS,
} from '../models/spend/forecast-calls.ts'
import { affordableSize, type CostForecast, forecastCost } from '../models/spend/forecast-cost.ts'
import type { CostInterval } from '../records/evaluation.ts'
import type { TraceId } from '../records/ids.ts'
import type { Sample } from '../records/sample.ts'
import type { RedactedTrace } from '../records/trace.ts'
import { judgePair } from '../stages/judge/judge-pair.ts'
import { createOfflineJudge } from '../stages/judge/offline-judge.ts'
import { replayRecorded } from '../stages/replay/replay-recorded.ts'

/** What a sample is going to cost, and how many of its pairs the budget pays for. */
export type RunForecast = {
  readonly cost: CostForecast
  readonly affordablePairs: number
}

/** The interval as whole pico-dollars. */
export function costInterval({ cost }: RunForecast): CostInterval {
  const { low, expected, high } = cost.costPicoUsd
  return { low: Math.round(low), expected: Math.round(expected), high: Math.round(high) }
}

type Requests = {
  readonly sample: Sample
  readonly population: readonly RedactedTrace[]
  readonly adversarial: readonly RedactedTrace[]
  readonly candidates: ReadonlyMap<TraceId, RedactedTrace>
}

/** Of an agent's turn, reasoning included: a guess until a run has measured it. */
const TURN_OUTPUT_TOKENS: ExpectedRange = { low: 60, expected: 250, high: 900 }
const MOST_TURN_OUTPUT = 4096
const MOST_VOTE_OUTPUT = 2048
/** Conversation and answers as a judge is shown them are cut here. */
const MOST_QUESTION_BYTES = 150_000
const CONTROL_BYTES = 800

/**
 * The cost of a sample before anything of it is paid. What only a judge can decide is counted where both sides are
 * recorded, and guessed from earlier runs where a side answers live.
 *
 * @returns undefined when nothing costs anything, or a price is not known.
 */
export async function forecastRun(
  requests: Requests,
  config: Config,
  deps: Dependencies,
): Promise<RunForecast | undefined> {
  const { pricing } = deps
  if (pricing === undefined) return undefined
  const { sample, population, adversarial } = requests
  const byId = new Map(population.map(trace => [trace.traceId, trace]))
  const drawn = sample.draws.flatMap(draw => byId.get(draw.traceId) ?? [])
  const share = await judgedShare(drawn, requests, deps)
  const callsOf = (traces: readonly RedactedTrace[]): readonly (CallPlan | undefined)[] => [
    sidePlan('candidate', pricing.candidate, traces, config),
    sidePlan('baseline', pricing.baseline, traces, config),
    votePlan(pricing, traces, share, config),
  ]
  const perPair = forecasts(callsOf(drawn))
  // Where production answers the set again, that answer is judged against the recorded failure as well.
  const production =
    deps.live?.baseline === undefined ? undefined : votePlan(pricing, adversarial, share, config)
  const fixed = forecasts([...callsOf(adversarial), production, controlPlan(pricing, config)])
  if (perPair === undefined || fixed === undefined || perPair.length + fixed.length === 0) return undefined
  const left = pricing.leftPicoUsd()
  return {
    cost: forecastCost([...perPair, ...fixed], left),
    affordablePairs: left === undefined ? drawn.length : affordableSize(drawn.length, perPair, fixed, left),
  }
}

/**
 * The cost of `traces` alone, with the share of them only a judge can decide given: what one strategy pays beside
 * another.
 *
 * @param asks - `answers-and-judge`: what answers live, then the judge; `judge`: the judge of recorded answers alone.
 * @returns undefined when a price is not known; a forecast without parts costs nothing.
 */
export function forecastTraces(
  traces: readonly RedactedTrace[],
  share: ExpectedRange,
  asks: 'answers-and-judge' | 'judge',
  config: Config,
  pricing: Pricing,
): CostForecast | undefined {
  const sides =
    asks === 'judge'
      ? []
      : [
          sidePlan('candidate', pricing.candidate, traces, config),
          sidePlan('baseline', pricing.baseline, traces, config),
        ]
  const parts = forecasts([...sides, votePlan(pricing, traces, share, config), controlPlan(pricing, config)])
  return parts === undefined ? undefined : forecastCost(parts, undefined)
}

/** Undefined as soon as one price is unknown: a sum without it would say too little. */
function forecasts(plans: readonly (CallPlan | undefined)[]): readonly CallForecast[] | undefined {
  const wanted = plans.filter(plan => plan !== undefined && plan.itemBytes.length > 0)
  const known = wanted.flatMap(plan => (plan === undefined ? [] : (forecastCalls(plan) ?? [])))
  return known.length < wanted.length ? undefined : known
}

/** The share of pairs that only a judge can decide: counted where both sides are recorded, else as in earlier runs. */
export async function judgedShare(
  drawn: readonly RedactedTrace[],
  { candidates }: Pick<Requests, 'candidates'>,
  deps: Dependencies,
): Promise<ExpectedRange> {
  if (deps.live?.candidate === undefined && deps.live?.baseline === undefined) {
    const judge = createOfflineJudge()
    let needed = 0
    for (const request of drawn) {
      const replay = replayRecorded(request, { kind: 'adversarial', weight: 1 }, candidates)
      const { structured, preference } = (await judgePair(replay, judge)).verdicts
      if (structured.kind === 'abstained' || preference.kind === 'abstained') needed += 1
    }
    return exactly(drawn.length === 0 ? 0 : needed / drawn.length)
  }
  return earlierShare(deps)
}

/** That share as the newest run that knows it had it; a wide guess where none does. */
export function earlierShare({ store }: Pick<Dependencies, 'store'>): ExpectedRange {
  for (const { report } of store.runs()) {
    const share = report === undefined ? undefined : shareOf(JSON.parse(report))
    if (share !== undefined) return share
  }
  return UNKNOWN_SHARE
}

function shareOf(result: unknown): ExpectedRange | undefined {
  const { judge, pairs, sequential } = result as {
    readonly judge?: { readonly pairs?: number } | null
    /** After an early stop fewer pairs were asked about than there were questions. */
    readonly sequential?: { readonly questions: number } | null
    readonly pairs?: { readonly traffic?: number; readonly adversarial?: number }
  }
  if (judge?.pairs === undefined || pairs?.traffic === undefined) return undefined
  return observedShare(sequential?.questions ?? judge.pairs, pairs.traffic + (pairs.adversarial ?? 0))
}

function votePlan(
  { judge }: Pricing,
  traces: readonly RedactedTrace[],
  share: ExpectedRange,
  { judge: { votes }, freeform }: Config,
): CallPlan | undefined {
  if (judge === undefined) return undefined
  const { runs } = freeform.judge
  return {
    purpose: 'judge',
    row: judge.row,
    mode: judge.mode,
    itemBytes: traces.map(trace => Math.min(MOST_QUESTION_BYTES, bytesOf(trace))),
    everyCallBytes: judge.everyCallBytes,
    share,
    callsPerItem: votes === 'adaptive' && runs === 3 ? ADAPTIVE_VOTES : { ...exactly(runs), most: runs },
    outputTokens: VOTE_OUTPUT_TOKENS,
    maxOutputTokens: MOST_VOTE_OUTPUT,
    cacheLifetime: judge.cacheLifetime,
  }
}

function controlPlan({ judge }: Pricing, { judge: { votes }, freeform }: Config): CallPlan | undefined {
  if (judge === undefined) return undefined
  const { runs } = freeform.judge
  return {
    purpose: 'control',
    row: judge.row,
    mode: judge.mode,
    itemBytes: Array.from({ length: judge.controlItems }, () => CONTROL_BYTES),
    everyCallBytes: judge.everyCallBytes,
    share: exactly(1),
    callsPerItem: votes === 'adaptive' && runs === 3 ? ADAPTIVE_VOTES : { ...exactly(runs), most: runs },
    outputTokens: VOTE_OUTPUT_TOKENS,
    maxOutputTokens: MOST_VOTE_OUTPUT,
    cacheLifetime: judge.cacheLifetime,
  }
}

function sidePlan(
  purpose: 'candidate' | 'baseline',
  model: PricedModel | undefined,
  traces: readonly RedactedTrace[],
  { replay }: Config,
): CallPlan | undefined {
  if (model === undefined || traces.length === 0) return undefined
  const turns = traces.map(trace => trace.messages.filter(({ role }) => role === 'assistant').length)
  const mean = turns.reduce((sum, count) => sum + count, 0) / turns.length
  const most = Math.max(...turns)
  return {
    purpose,
    row: model.row,
    itemBytes: traces.map(bytesOf),
    everyCallBytes: 0,
    share: exactly(1),
    callsPerItem:
      replay.mode === 'turn'
        ? { ...exactly(mean), most }
        : { low: 1, expected: mean, high: Math.min(replay.maxSteps, 2 * mean + 1), most: replay.maxSteps },
    outputTokens: TURN_OUTPUT_TOKENS,
    maxOutputTokens: MOST_TURN_OUTPUT,
    cacheLifetime: model.cacheLifetime,
  }
}

/** What a call shows of a trace, in bytes of JSON; the tools once. */
function bytesOf({ messages, tools }: RedactedTrace): number {
  return Buffer.byteLength(JSON.stringify(messages)) + Buffer.byteLength(JSON.stringify(tools ?? []))
}
