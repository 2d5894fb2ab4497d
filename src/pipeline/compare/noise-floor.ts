import type { Config } from '../../config/config.ts'
import { sampleSizeForMargin } from '../../numeric/power.ts'
import { wilsonInterval } from '../../numeric/proportion-interval.ts'
import { createRng, shuffled } from '../../numeric/random.ts'
import type { Rate } from '../../records/comparison.ts'
import type { Evaluation } from '../../records/evaluation.ts'
import type { JudgedPair } from '../../records/judged-pair.ts'
import type { EndpointNoise, NoiseFloor } from '../../records/noise-floor.ts'
import type { Endpoint, Verdict } from '../../records/verdict.ts'
import { decide } from '../../stages/gate/decide.ts'
import { unpairedGate } from '../../stages/gate/unpaired-gate.ts'
import { alphaPlanFor } from '../extend-run.ts'
import { gatePolicyOf } from '../sampling-plan-of.ts'
import { exchanged } from './exchange-sides.ts'

const ENDPOINTS: readonly Endpoint[] = ['structured', 'preference', 'outcome']
/** A smaller gain is not worth spreads that have to be learned first. */
const WORTH_NEYMAN = 0.8
/** From here on the order of the answers decides more than the answers. */
const MUCH_DISAGREEMENT = 0.3
const FEW_PAIRS = 10

/** The config of a run of production against itself: what answers live takes the candidate's place, else the recording. */
export function againstItself(config: Config): Config {
  const recorded =
    config.source === undefined ? undefined : { kind: 'recorded' as const, recorded: config.source }
  return {
    ...config,
    candidate: config.baseline === 'recorded' ? recorded : config.baseline,
    baseline: 'recorded',
    // The set's recorded answers fail by selection: they say nothing of noise.
    adversarial: { ...config.adversarial, source: undefined },
    sampling: {
      ...config.sampling,
      suite: undefined,
      strategy: config.sampling.strategy === 'replay' ? 'replay' : 'cluster_stratified',
    },
  }
}

/**
 * What a run of production against itself shows: noise of the paired difference, ties, verdicts on candidates that are
 * equal by construction, and settings that follow from them.
 *
 * @param config - of the user, before `againstItself`.
 */
export function noiseFloorOf(
  evaluation: Evaluation,
  config: Config,
  { resamples, isLive }: { readonly resamples: number; readonly isLive: boolean },
): NoiseFloor {
  const pairs = evaluation.pairs.filter(({ origin }) => origin.kind === 'traffic')
  const endpoints = ENDPOINTS.map(endpoint => noiseOf(pairs, endpoint)).filter(
    ({ scored, missing }) => scored + missing > 0,
  )
  const failing = pairs.filter(({ baselineModes }) => baselineModes.length > 0).length
  return {
    isLive,
    answeredBy: evaluation.manifest.live?.candidate ?? 'a copy of the recording',
    pairs: pairs.length,
    endpoints,
    discordantModes: pairs.filter(
      ({ baselineModes, candidateModes }) => baselineModes.length > 0 !== candidateModes.length > 0,
    ).length,
    falseVerdicts: falseVerdicts(pairs, evaluation, config, resamples),
    halves: pairs.length < 2 ? null : halves(pairs, config, resamples),
    suggested: suggestions(pairs, endpoints, failing, evaluation, config, isLive),
    notes: [
      ...(isLive
        ? []
        : [
            'only a recording is named: a copy of it differs by nothing, so that the noise floor is 0 by construction; name what answers in production (`baseline: { model: … }`) to measure the real one',
          ]),
      'the adversarial set takes no part: its recorded answers fail by selection',
    ],
    populationSize: evaluation.sample.populationSize,
    margin: config.gates.deltaThreshold,
    manifest: evaluation.manifest,
    costPicoUsd: evaluation.costPicoUsd,
    timings: evaluation.timings,
  }
}

function weightOf({ origin }: JudgedPair): number {
  return origin.kind === 'traffic' ? 1 / origin.draw.inclusionProbability : 0
}

function differenceOf(verdict: Verdict): number | undefined {
  return verdict.kind === 'scored' ? verdict.candidateScore - verdict.baselineScore : undefined
}

function noiseOf(pairs: readonly JudgedPair[], endpoint: Endpoint): EndpointNoise {
  const verdicts = pairs.map(pair => ({ verdict: pair.verdicts[endpoint], weight: weightOf(pair) }))
  const scored = verdicts.flatMap(({ verdict, weight }) => {
    const difference = differenceOf(verdict)
    return difference === undefined ? [] : [{ difference, weight }]
  })
  const missing = verdicts.filter(({ verdict: { kind } }) => kind === 'abstained' || kind === 'failed').length
  const total = scored.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) {
    return { endpoint, scored: 0, missing, mean: null, standardDeviation: null, tieShare: null }
  }
  const meanOf = (value: (difference: number) => number) =>
    scored.reduce((sum, { difference, weight }) => sum + weight * value(difference), 0) / total
  const mean = meanOf(difference => difference)
  return {
    endpoint,
    scored: scored.length,
    missing,
    mean,
    standardDeviation: Math.sqrt(meanOf(difference => (difference - mean) ** 2)),
    tieShare: meanOf(difference => (difference === 0 ? 1 : 0)),
  }
}

function rateOf(count: number, of: number): Rate {
  return { count, of, estimate: count / of, interval: wilsonInterval(count, of, 0.95) }
}

/** Two answers of one production are exchangeable: every assignment of the sides is as good as the one that came. */
function falseVerdicts(
  pairs: readonly JudgedPair[],
  { sample, strata }: Evaluation,
  config: Config,
  resamples: number,
): NoiseFloor['falseVerdicts'] {
  const policy = gatePolicyOf(config, alphaPlanFor(config, undefined))
  const counts = { FAIL: 0, PASS: 0, INCONCLUSIVE: 0 }
  for (let round = 0; round < resamples; round++) {
    const rng = createRng(`${config.seed}|baseline|${round}`)
    const coins = new Map<string, boolean>()
    const drawn = pairs.map(pair => {
      const unit = pair.facts.sessionId ?? pair.traceId
      const isExchanged = coins.get(unit) ?? rng.nextFloat() < 0.5
      coins.set(unit, isExchanged)
      return isExchanged ? exchanged(pair) : pair
    })
    counts[decide(drawn, sample, strata, policy).outcome] += 1
  }
  return {
    resamples,
    fail: rateOf(counts.FAIL, resamples),
    pass: rateOf(counts.PASS, resamples),
    inconclusive: rateOf(counts.INCONCLUSIVE, resamples),
  }
}

function halves(
  pairs: readonly JudgedPair[],
  config: Config,
  resamples: number,
): NonNullable<NoiseFloor['halves']> {
  const passes = pairs.map(({ baselineModes }) => baselineModes.length === 0)
  const middle = Math.floor(passes.length / 2)
  const differences: number[] = []
  let fails = 0
  for (let round = 0; round < resamples; round++) {
    const order = shuffled(passes, createRng(`${config.seed}|halves|${round}`))
    const count = (half: readonly boolean[]) => ({ passed: half.filter(Boolean).length, n: half.length })
    const gate = unpairedGate(
      count(order.slice(0, middle)),
      count(order.slice(middle)),
      config.gates.deltaThreshold,
    )
    differences.push(gate.estimate ?? 0)
    if (gate.verdict === 'FAIL') fails += 1
  }
  const mean = differences.reduce((sum, each) => sum + each, 0) / resamples
  const weight = pairs.reduce((sum, pair) => sum + weightOf(pair), 0)
  return {
    failureRate: pairs.reduce((sum, pair, at) => sum + (passes[at] ? 0 : weightOf(pair)), 0) / weight,
    standardDeviation: Math.sqrt(differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / resamples),
    fail: rateOf(fails, resamples),
  }
}

function suggestions(
  pairs: readonly JudgedPair[],
  endpoints: readonly EndpointNoise[],
  failing: number,
  evaluation: Evaluation,
  config: Config,
  isLive: boolean,
): NoiseFloor['suggested'] {
  const measured = Math.max(0, ...endpoints.map(({ standardDeviation }) => standardDeviation ?? 0))
  // Two answers that fail each on its own in half of production's failures are discordant in as many as fail.
  const assumed = pairs.length === 0 ? 0 : Math.sqrt(failing / pairs.length)
  const spread = isLive ? measured : assumed
  const weights = pairs.map(weightOf)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const unequal =
    total === 0 ? 1 : (weights.length * weights.reduce((sum, weight) => sum + weight ** 2, 0)) / total ** 2
  const { allocation, reason } = bestAllocation(evaluation, config)
  const asked = pairs.flatMap(({ verdicts }) =>
    Object.values(verdicts).filter(({ votes = [] }) => votes.length > 1),
  )
  const disagreement =
    asked.length === 0 ? null : asked.filter(({ confidence = 1 }) => confidence < 1).length / asked.length
  return {
    targetSize:
      spread === 0
        ? null
        : Math.ceil((sampleSizeForMargin(spread, config.gates.deltaThreshold) * unequal) / 100) * 100,
    basis: spread === 0 ? 'unknown' : isLive ? 'measured' : 'assumed from the failure rate',
    allocation,
    allocationReason: reason,
    voteDisagreement: disagreement,
    votes:
      disagreement === null
        ? 'no judge was asked: nothing to say of votes'
        : disagreement >= MUCH_DISAGREEMENT
          ? 'votes differ often: calibrate the judge or name another (`tidegate calibrate`) before buying more votes'
          : '`judge.votes: adaptive` with 3 votes: the third is cast only where two differ',
  }
}

/** The allocation of smallest variance of the headline, were its strata as noisy as here; no gain is no reason. */
function bestAllocation({ strata, spreads = [] }: Evaluation, config: Config) {
  const { allocation } = config.sampling
  const counted = spreads.reduce((sum, { count }) => sum + count, 0)
  const pooled =
    spreads.reduce((sum, { count, variance }) => sum + count * variance, 0) / Math.max(1, counted)
  if (!(pooled > 0)) return { allocation, reason: 'no spread was measured: keep what the config has' }
  const byId = new Map(spreads.map(each => [each.stratumId, each]))
  const rows = strata.strata.map(({ id, share, members }) => {
    const own = byId.get(id)
    // Few pairs say little of a spread: theirs is drawn towards that of all.
    const weight = own === undefined ? 0 : own.count / (own.count + 2 * FEW_PAIRS)
    const variance = weight * (own?.variance ?? 0) + (1 - weight) * pooled
    return { share, deviation: Math.sqrt(variance), root: Math.sqrt(members.length) }
  })
  const sumOf = (value: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + value(row), 0)
  const roots = sumOf(({ root }) => root)
  const bySqrt = sumOf(({ share, deviation, root }) => (share ** 2 * deviation ** 2 * roots) / root)
  const byNeyman = sumOf(({ share, deviation }) => share * deviation) ** 2
  const gain = byNeyman / bySqrt
  return gain <= WORTH_NEYMAN
    ? {
        allocation: 'neyman' as const,
        reason: `noise differs between strata: the headline's variance would be ${(100 * (1 - gain)).toFixed(0)}% smaller than with \`sqrt\``,
      }
    : {
        allocation: 'sqrt' as const,
        reason: 'noise is alike in all strata: small intents are worth the draws',
      }
}
