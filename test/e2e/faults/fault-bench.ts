import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inFlight } from '../../../src/models/in-flight.ts'
import { meteredModel } from '../../../src/models/metered-model.ts'
import { createGate } from '../../../src/models/pacing/create-gate.ts'
import { pacedModel } from '../../../src/models/pacing/paced-model.ts'
import { createRetryBudget } from '../../../src/models/pacing/retry-budget.ts'
import { shippedPrices } from '../../../src/models/prices/shipped-prices.ts'
import { retryingModel } from '../../../src/models/retrying-model.ts'
import { createRunLedger, type SpendTotals } from '../../../src/models/spend/create-run-ledger.ts'
import { bareTrace } from '../../../src/records/bare-trace.ts'
import type { TraceId } from '../../../src/records/ids.ts'
import type { RedactedText } from '../../../src/records/redacted-text.ts'
import type { RedactedTrace } from '../../../src/records/trace.ts'
import type { JudgeAnswer, TextQuestion } from '../../../src/stages/judge/judge-model.ts'
import { shippedRubric } from '../../../src/stages/judge/rubrics/shipped-rubrics.ts'
import { createModelVoter, type JudgeRubrics } from '../../../src/stages/judge/votes/create-model-voter.ts'
import { createVotingJudge } from '../../../src/stages/judge/votes/create-voting-judge.ts'
import { withinBudget } from '../../../src/stages/judge/votes/within-budget.ts'
import { createSqliteLedger } from '../../../src/store/spend/create-sqlite-ledger.ts'
import {
  type AnswerPolicy,
  createVirtualClock,
  type Fault,
  judgePolicy,
  type RequestRecord,
} from '../../../src/testing/index.ts'
import { sdkModelOf, startVendor, type Vendor } from './vendors.ts'

export type FaultyRun = {
  /** What stopped the run; undefined: it ran to its end. */
  readonly error: unknown
  readonly answers: readonly JudgeAnswer[]
  readonly totals: SpendTotals
  /** As the file tells after the run was closed. */
  readonly booked: { readonly settledPicoUsd: number; readonly uncertainPicoUsd: number }
  readonly billedPicoUsd: number
  readonly requests: readonly RequestRecord[]
  /** On the virtual clock. */
  readonly tookMs: number
  readonly warnings: readonly string[]
}

export type FaultyRunOptions = {
  readonly vendor: Vendor
  readonly faults: (startMs: number) => readonly Fault[]
  readonly pairs?: number
  readonly apiKey?: string
  readonly capPicoUsd?: number
  readonly latencyMs?: number
}

export const PAIRS = 10
/** A hundred dollars, so that reservations seldom wait for the disk. */
export const CAP = 100e12

const RUBRICS = rubrics()

const knowsBetter: AnswerPolicy = judgePolicy({
  truth: ({ first }) => (first.startsWith('good') ? 'first' : 'second'),
})

/** A judge as the command line builds it, asked about some pairs in front of a simulator with faults, on virtual time. */
export async function runWithFaults(options: FaultyRunOptions): Promise<FaultyRun> {
  const { vendor, faults, pairs = PAIRS, capPicoUsd = CAP, latencyMs = 200 } = options
  const clock = createVirtualClock({ autoAdvance: true })
  const startMs = clock.nowMs()
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-faults-'))
  const simulator = await startVendor(vendor, {
    clock,
    policy: knowsBetter,
    faults: faults(startMs),
    keys: ['sk-right'],
    latencyMs,
  })
  const ledger = createSqliteLedger({
    path: join(folder, 'spend.db'),
    scope: 'default',
    capPicoUsd,
    window: 'calendar',
    runId: undefined,
    host: 'h',
    pid: 1,
    isAlive: () => true,
    nowMs: clock.nowMs,
    sleep: clock.sleep,
    onWarning: text => warnings.push(text),
  })
  const warnings: string[] = []
  const run = createRunLedger(ledger)
  try {
    const { nowMs, sleep } = clock
    const metered = meteredModel(sdkModelOf(vendor, simulator, clock, options.apiKey), {
      ledger: run,
      prices: shippedPrices(),
      nowMs,
      onWarning: text => warnings.push(text),
    })
    const paced = pacedModel(
      metered,
      createGate(metered.provider, { most: 16, nowMs, sleep, random: () => 0.5 }),
    )
    const model = retryingModel(paced, { sleep, budget: createRetryBudget() })
    let token = 0
    const voter = createModelVoter({
      model,
      rubrics: RUBRICS,
      temperature: 0.3,
      newToken: () => String(++token).padStart(32, '0'),
      nowMs,
    })
    const judge = createVotingJudge({ voter: withinBudget(voter), method: 'adaptive', runs: 3, seed: 's' })
    const answers: JudgeAnswer[] = []
    let error: unknown
    try {
      await inFlight(
        Array.from({ length: pairs }, (_, index) => index),
        8,
        async index => {
          answers[index] = await judge.compareTexts(questionOf(index))
        },
      )
    } catch (thrown) {
      error = thrown
    }
    const { settledPicoUsd, uncertainPicoUsd } = ledger.summary()
    return {
      error,
      answers,
      totals: run.totals(),
      booked: { settledPicoUsd, uncertainPicoUsd },
      billedPicoUsd: simulator.billing.totalPicoUsd(),
      requests: simulator.requests.records,
      tookMs: clock.nowMs() - startMs,
      warnings,
    }
  } finally {
    ledger.close()
    await simulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function rubrics(): JudgeRubrics {
  const texts = shippedRubric('pairwise-helpfulness')
  const calls = shippedRubric('tool-arguments')
  if (texts.compares !== 'texts' || calls.compares !== 'arguments') throw new Error('other rubrics')
  return { texts, arguments: calls }
}

/** The candidate's answer is the good one where the index is even. */
function questionOf(index: number): TextQuestion {
  const text = (words: string): RedactedText => words as RedactedText
  const messages: RedactedTrace['messages'] = [
    { role: 'user', text: text(`question ${index}`), calls: [] },
    { role: 'assistant', text: text('production'), calls: [], finishReason: undefined },
  ]
  const request: RedactedTrace = bareTrace(`t${index}` as TraceId, messages)
  const isCandidateGood = index % 2 === 0
  return {
    request,
    prefix: messages.slice(0, 1),
    baselineText: `${isCandidateGood ? 'bad' : 'good'} answer ${index}`,
    candidateText: `${isCandidateGood ? 'good' : 'bad'} answer ${index}`,
  }
}
