import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { costOf, type PriceMode } from '../../src/models/prices/cost-of.ts'
import { priceRowOf } from '../../src/models/prices/price-of.ts'
import { shippedPrices } from '../../src/models/prices/shipped-prices.ts'
import { inOrder } from '../../src/pipeline/in-order.ts'
import { gatePolicyOf } from '../../src/pipeline/sampling-plan-of.ts'
import type { Evaluation } from '../../src/records/evaluation.ts'
import type { JudgedPair } from '../../src/records/judged-pair.ts'
import type { Vote } from '../../src/records/vote.ts'
import { decide } from '../../src/stages/gate/decide.ts'
import { judgePair } from '../../src/stages/judge/judge-pair.ts'
import { startSimulatorProcess } from './child.ts'
import { type WeekCandidate, writeDemoWeek } from './demo-week.ts'
import { evaluateWeek } from './evaluate-week.ts'
import { createNaiveJudge, judgeNaively, type NaivePair } from './naive-judge.ts'
import { JUDGE_MODEL, type JudgeSetting, type OpenJudge, openJudge } from './open-judge.ts'
import type { JudgeQuality } from './simulated-judge.ts'
import type { VendorBill } from './simulator-process.ts'
import { round } from './throughput.ts'

/** Two of its votes differ on about one pair in seven, as those of published judges do on average (13.6%). */
const JUDGE: JudgeQuality = { accuracy: 0.97, positionBias: 0.06, noise: 0.02 }
const CHEAPER_MODEL = 'claude-haiku-4-5'
/** What the article saved: $400 to $140 a week. */
const ARTICLE_SAVED = 0.65

export type CostRow = {
  readonly step: string
  readonly calls: number
  readonly usd: number
  /** Of naive's, for the same number of runs. */
  readonly ofNaive: number
}

/**
 * What judging the demo's week costs, factor by factor, against the same judge asked three times about every pair. Both
 * bills are the simulator's own; both must come to the same verdict.
 */
export async function measureCost(folder: string, inFlight: number, candidate: WeekCandidate) {
  const spec = { latencyMs: 0, quality: JUDGE, seed: 'cost' }
  await using ourVendor = await startSimulatorProcess(spec)
  await using naiveVendor = await startSimulatorProcess(spec)
  const name = join(folder, `cost-${candidate.candidate}-${candidate.reworded}`)
  const ours = { folder: name, baseUrl: ourVendor.baseUrl, inFlight, votes: 'adaptive' } as const
  await mkdir(name, { recursive: true })
  await writeDemoWeek(name, candidate)
  const first = await opened(ours, evaluateWeek)
  const firstBill = await ourVendor.bill()
  const again = await opened(ours, evaluateWeek)
  const bothBills = await ourVendor.bill()
  // After the bills: what the run would have asked had it not stopped early.
  const whole = await opened(ours, open => judgeWhole(first, open))
  // In the same folder, so that equal votes are equal requests, which a seeded simulator answers alike.
  const naive = await opened({ ...ours, baseUrl: naiveVendor.baseUrl }, async open => {
    const pairs = await judgeNaively(first.replays, first.pairs, createNaiveJudge(open), open)
    return { pairs, decision: decideOn(pairs, first, open) }
  })
  const naiveBill = await naiveVendor.bill()
  checkVerdicts(first, again, naive.decision)
  const rows = rowsOf(first, whole, naive.pairs, { first: firstBill, both: bothBills, naive: naiveBill })
  const [oneRun, twoRuns] = [
    1 - firstBill.picoUsd / naiveBill.picoUsd,
    1 - bothBills.picoUsd / 2 / naiveBill.picoUsd,
  ]
  return {
    cost: { ...candidate, ...judgedOf(first, whole, naive.pairs), verdict: first.decision.outcome },
    savedWithoutRoutingAndBatch: {
      oneRun: round(oneRun, 3),
      twoRuns: round(twoRuns, 3),
      isArticleReachedInOneRun: oneRun >= ARTICLE_SAVED,
      isArticleReachedInTwoRuns: twoRuns >= ARTICLE_SAVED,
    },
    rows,
  }
}

async function opened<T>(setting: JudgeSetting, work: (open: OpenJudge) => Promise<T>): Promise<T> {
  const open = await openJudge(setting)
  try {
    return await work(open)
  } finally {
    open.close()
  }
}

function judgeWhole({ replays }: Evaluation, { config, inputs, live }: OpenJudge) {
  const options = { signal: inputs.signal, most: config.judge.concurrency, advance: () => {} }
  return inOrder(replays, options, replay => judgePair(replay, live.judge))
}

function decideOn(pairs: readonly NaivePair[], { sample, strata }: Evaluation, { config }: OpenJudge) {
  return decide(
    pairs.map(({ pair }) => pair),
    sample,
    strata,
    gatePolicyOf(config),
  )
}

function checkVerdicts(first: Evaluation, again: Evaluation, naive: Evaluation['decision']): void {
  if (first.controls?.verdict !== 'valid') throw new Error('the judge failed its control items')
  const outcomes = [first.decision.outcome, again.decision.outcome, naive.outcome]
  if (new Set(outcomes).size > 1) throw new Error(`the verdicts differ: ${outcomes.join(', ')}`)
}

/** What the judge said about one pair, whichever endpoint it has. */
function judgedVotes({ verdicts }: JudgedPair): readonly Vote[] {
  return [...(verdicts.structured.votes ?? []), ...(verdicts.preference.votes ?? [])]
}

function judgedOf({ pairs }: Evaluation, whole: readonly JudgedPair[], naive: readonly NaivePair[]) {
  const open = whole.filter(pair => judgedVotes(pair).length > 0)
  const thirds = open.filter(pair => judgedVotes(pair).length > 2)
  const differing = open.filter(pair => {
    const other = naive.find(each => each.pair.traceId === pair.traceId)?.pair
    return other === undefined || leadOf(pair) !== leadOf(other)
  })
  return {
    pairs: pairs.length,
    pairsNoRuleDecides: open.length,
    askedPairs: pairs.filter(pair => judgedVotes(pair).length > 0).length,
    thirdVotes: round(thirds.length / open.length, 3),
    pairsNaiveScoresOtherwise: differing.length,
  }
}

function leadOf({ verdicts }: JudgedPair): number | undefined {
  const scored = [verdicts.structured, verdicts.preference].find(verdict => verdict.kind === 'scored')
  return scored?.kind === 'scored' ? scored.candidateScore - scored.baselineScore : undefined
}

type Bills = { readonly first: VendorBill; readonly both: VendorBill; readonly naive: VendorBill }

function rowsOf(
  { pairs, controls }: Evaluation,
  whole: readonly JudgedPair[],
  naive: readonly NaivePair[],
  bills: Bills,
) {
  const openNaive = naive.filter((_, index) => {
    const pair = whole[index]
    return pair !== undefined && judgedVotes(pair).length > 0
  })
  const wholeVotes = whole.flatMap(judgedVotes)
  const votes = pairs.flatMap(judgedVotes)
  const cast = votes.filter(vote => vote.cached === 'no')
  const ofNaive = (picoUsd: number): number => round(picoUsd / bills.naive.picoUsd, 3)
  const row = (step: string, calls: number, picoUsd: number): CostRow => ({
    step,
    calls,
    usd: round(picoUsd / 1e12, 3),
    ofNaive: ofNaive(picoUsd),
  })
  const paid = (list: readonly Vote[]): number =>
    list.reduce((sum, { costPicoUsd = 0, savedPicoUsd = 0 }) => sum + costPicoUsd + savedPicoUsd, 0)
  const naiveVotes = openNaive.flatMap(({ answer }) => answer.votes ?? [])
  const controlCalls = bills.first.calls - cast.length
  const total = paid(cast) + (controls?.costPicoUsd ?? Number.NaN)
  if (total !== bills.first.picoUsd) throw new Error('our sum is not the bill of the simulator')
  const secondPicoUsd = bills.both.picoUsd - bills.first.picoUsd
  return [
    row('naive: three votes on every pair', bills.naive.calls, bills.naive.picoUsd),
    row('equal pairs and those a rule decides are not asked', naiveVotes.length, paid(naiveVotes)),
    row('third vote only where two disagree', wholeVotes.length, paid(wholeVotes)),
    row('early stop: no question once the answers decide', votes.length, paid(votes)),
    row('equal questions of a run are asked once', cast.length, paid(cast)),
    row(`and ${controlCalls} votes on control items`, bills.first.calls, bills.first.picoUsd),
    row('second run of the same answers', bills.both.calls - bills.first.calls, secondPicoUsd),
    row('first run at batch prices', bills.first.calls, priced(bills.first, JUDGE_MODEL, 'batch')),
    row(
      `first run at the prices of ${CHEAPER_MODEL}`,
      bills.first.calls,
      priced(bills.first, CHEAPER_MODEL, 'standard'),
    ),
  ]
}

/** The same tokens at today's price of a model, pico-dollars. */
function priced({ usage }: VendorBill, model: string, mode: PriceMode): number {
  const row = priceRowOf(shippedPrices(), 'anthropic', model, Date.now())
  const cost = row === undefined ? undefined : costOf(usage, row, mode)
  if (cost === undefined) throw new Error(`${model} has no ${mode} price`)
  return cost
}
