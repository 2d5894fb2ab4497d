/**
 * `npm run bench -- two-phase [--replications N]`: what a uniform pre-sample of a week of ten million traces a day costs the estimate, against
 * exact shares counted in the database (`tidegate scale-sql`) and against the formula of docs/scaling.md. Seeded.
 */
import { parseArgs } from 'node:util'
import { createRng, type Rng } from '../src/numeric/random.ts'
import { estimateStratifiedMean } from '../src/numeric/stratified-mean.ts'
import type { StratumId } from '../src/records/ids.ts'
import { allocateStrata } from '../src/stages/sample/allocate-strata.ts'
import type { BenchResult } from './machine.ts'

const FRAME = 70_000_000
const TARGET = 2000
const PLAN = {
  strategy: 'cluster_stratified',
  targetSize: TARGET,
  seed: '1',
  allocation: 'sqrt',
  noiseWeight: 0.5,
} as const
const Z95 = 1.959_963_984_540_054

/** Eleven intents and noise, half-net differences: the candidate loses most where there is least traffic. */
const STRATA = [
  ...[0.234, 0.153, 0.108, 0.081, 0.072, 0.063, 0.054, 0.054, 0.0405, 0.027, 0.0135].map((share, index) => ({
    id: `c${index + 1}` as StratumId,
    kind: 'cluster' as const,
    share,
    mean: index < 5 ? -0.005 : index < 9 ? -0.02 : -0.16,
    decided: index < 5 ? 0.36 : 0.5,
  })),
  { id: 'noise' as StratumId, kind: 'noise' as const, share: 0.1, mean: -0.05, decided: 0.6 },
]
const TRUTH = STRATA.reduce((sum, { share, mean }) => sum + share * mean, 0)

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { replications: { type: 'string', default: '2000' } },
  })
  const replications = Number(values.replications)
  const sizes = [2_000, 5_000, 20_000, 50_000, 100_000, FRAME]
  return {
    frame: FRAME,
    draws: TARGET,
    replications,
    truth: round(TRUTH),
    rows: sizes.map(size => rowOf(size, replications)),
  }
}

function rowOf(preSample: number, replications: number) {
  const rng = createRng(`two-phase ${preSample}`)
  const estimates: number[] = []
  const reported: number[] = []
  let covered = 0
  for (let replication = 0; replication < replications; replication += 1) {
    const sizes =
      preSample === FRAME ? STRATA.map(({ share }) => Math.round(share * FRAME)) : multinomial(preSample, rng)
    const draws = allocateStrata(
      STRATA.map(({ id, kind }, index) => ({ id, kind, size: sizes[index] ?? 0 })),
      PLAN,
    )
    const found = estimateStratifiedMean(
      STRATA.map((stratum, index) => ({
        populationSize: sizes[index] ?? 0,
        values: Array.from({ length: draws[index] ?? 0 }, () => differenceOf(stratum, rng)),
      })),
    )
    if (found?.standardError === undefined) continue
    estimates.push(found.estimate)
    reported.push(found.standardError)
    if (Math.abs(found.estimate - TRUTH) <= Z95 * found.standardError) covered += 1
  }
  const { first, second } = formula(preSample)
  return {
    preSample,
    bias: round(meanOf(estimates) - TRUTH),
    errorSimulated: round(spreadOf(estimates)),
    errorFormula: round(Math.sqrt(first + second)),
    errorReported: round(meanOf(reported)),
    ofItPhase1: round(Math.sqrt(first)),
    coverage95: round(covered / estimates.length),
  }
}

/**
 * The two terms of the variance: shares known only up to the pre-sample, between strata; and the draws within strata, whose weights
 * vary with the shares as well.
 *
 * @see Cochran 1977, section 12.2 (double sampling for stratification), here with fixed draws per stratum.
 */
function formula(preSample: number): { readonly first: number; readonly second: number } {
  const sizes = STRATA.map(({ id, kind, share }) => ({ id, kind, size: Math.round(share * preSample) }))
  const draws = allocateStrata(sizes, PLAN)
  const left = 1 - preSample / FRAME
  let first = 0
  let second = 0
  for (const [index, { share, mean, decided }] of STRATA.entries()) {
    const variance = varianceOf({ mean, decided })
    const n = draws[index] ?? 1
    first += (left * share * (mean - TRUTH) ** 2) / preSample
    second += (share ** 2 * variance) / n + (left * share * (1 - share) * variance) / (preSample * n)
  }
  return { first, second }
}

type Differences = { readonly mean: number; readonly decided: number }

/** Half a point won or lost with probability `decided`, else a tie. */
function differenceOf({ mean, decided }: Differences, rng: Rng): number {
  const u = rng.nextFloat()
  if (u >= decided) return 0
  return u < (decided + 2 * mean) / 2 ? 0.5 : -0.5
}

function varianceOf({ mean, decided }: Differences): number {
  return decided / 4 - mean ** 2
}

/**
 * How many traces of a uniform pre-sample each stratum has: multinomial, stratum by stratum as binomials of what is left, those normal. Every
 * stratum expects 27 traces and more.
 */
function multinomial(size: number, rng: Rng): readonly number[] {
  let left = size
  let leftShare = STRATA.reduce((sum, { share }) => sum + share, 0)
  return STRATA.map(({ share }, index) => {
    const p = index === STRATA.length - 1 ? 1 : share / leftShare
    const count = Math.round(left * p + Math.sqrt(left * p * (1 - p)) * normal(rng))
    const kept = Math.max(0, Math.min(left, count))
    left -= kept
    leftShare -= share
    return kept
  })
}

function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.nextFloat())) * Math.cos(2 * Math.PI * rng.nextFloat())
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function spreadOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

function round(value: number): number {
  return Number(value.toFixed(5))
}
