/**
 * `npm run bench -- sampling [--n N]`: a one-pass sample of N simulated ids (10 million), what each
 * allocation costs, the article's `generateProportionalSample` beside ours, and what a limit on traces of one
 * session costs. All but the time is seeded: docs/sampling.md quotes it.
 */
import { parseArgs } from 'node:util'
import { createRng } from '../src/numeric/random.ts'
import { kishEffectiveSize } from '../src/numeric/stratified-mean.ts'
import type { StratumId, TraceId } from '../src/records/ids.ts'
import type { Allocation } from '../src/records/sample.ts'
import { allocateStrata } from '../src/stages/sample/allocate-strata.ts'
import { drawSample } from '../src/stages/sample/draw-sample.ts'
import { createStreamingSample } from '../src/stages/sample/streaming-sample.ts'
import type { BenchResult } from './machine.ts'

const TARGET = 2000
const POPULATION = 50_000

/** Eleven intents and noise; the candidate loses most where there is least traffic. */
const INTENTS = [
  ...[0.234, 0.153, 0.108, 0.081, 0.072, 0.063, 0.054, 0.054, 0.0405, 0.027, 0.0135].map((share, index) => ({
    id: `c${String(index + 1).padStart(2, '0')}` as StratumId,
    kind: 'cluster' as const,
    size: Math.round(share * POPULATION),
    mean: index < 5 ? -0.005 : index < 9 ? -0.02 : -0.08,
    spread: index < 5 ? 0.3 : 0.35,
  })),
  { id: 'noise' as StratumId, kind: 'noise' as const, size: POPULATION / 10, mean: -0.05, spread: 0.5 },
]

export async function bench(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({
    args: [...options],
    options: { n: { type: 'string', default: '10000000' } },
  })
  return {
    stream: streamOf(Number(values.n)),
    allocations: allocationRows(),
    articleSizes: articleSizes(),
    articleShuffle: shuffleRows(),
    sessions: sessionRows(),
  }
}

function streamOf(n: number) {
  const startedAtMs = performance.now()
  const sample = createStreamingSample({
    targetSize: TARGET,
    seed: 'bench',
    allocation: 'sqrt',
    noiseWeight: 0.5,
  })
  const ids = INTENTS.map(({ id }) => id)
  let peakRss = 0
  for (let index = 0; index < n; index += 1) {
    const place = index % ids.length
    const id = ids[place] ?? ('noise' as StratumId)
    sample.offer(id, INTENTS[place]?.kind ?? 'noise', `trace-${index}` as TraceId)
    if (index % 100_000 === 0) peakRss = Math.max(peakRss, process.memoryUsage.rss())
  }
  const { draws } = sample.draw()
  const seconds = (performance.now() - startedAtMs) / 1000
  return {
    n,
    draws: draws.length,
    seconds: Number(seconds.toFixed(2)),
    idsPerSecond: Math.round(n / seconds),
    peakRssMb: Math.round(peakRss / 2 ** 20),
  }
}

/** Exact, by formula: standard error sqrt(sum W^2 S^2 / n), bias of the unweighted mean sum n D / n - D. */
function allocationRows() {
  const truth = INTENTS.reduce((total, { size, mean }) => total + (size / POPULATION) * mean, 0)
  const simple = Math.sqrt(
    INTENTS.reduce(
      (total, { size, mean, spread }) => total + (size / POPULATION) * (spread ** 2 + (mean - truth) ** 2),
      0,
    ) / TARGET,
  )
  const spreads = new Map(INTENTS.map(({ id, spread }) => [id, spread]))
  const designs: readonly (readonly [Allocation, number, number])[] = [
    ['sqrt', 0.5, 40],
    ['proportional', 1, 1],
    ['proportional', 1, 40],
    ['proportional', 0.2, 40],
    ['neyman', 1, 40],
    ['equal', 0.2, 1],
  ]
  return designs.map(([allocation, noiseWeight, floor]) => {
    const plan = { targetSize: TARGET, seed: '', allocation, noiseWeight, floor, spreads }
    const sizes = allocateStrata(INTENTS, { ...plan, strategy: 'cluster_stratified' })
    const plain = INTENTS.reduce((total, { mean }, index) => total + ((sizes[index] ?? 0) / TARGET) * mean, 0)
    const variance = INTENTS.reduce(
      (total, { size, spread }, index) =>
        total + ((size / POPULATION) * spread) ** 2 / (sizes[index] ?? Number.NaN),
      0,
    )
    const smallest = sizes[10] ?? Number.NaN
    return {
      allocation,
      noiseWeight,
      floor,
      smallest,
      noise: sizes[11],
      biasOfPlainMean: Number((plain - truth).toFixed(4)),
      errorToSimpleRandom: Number((Math.sqrt(variance) / simple).toFixed(2)),
      errorOfSmallest: Number((0.35 / Math.sqrt(smallest)).toFixed(3)),
    }
  })
}

/** Rounded per cluster, and cut where a cluster ends. */
function articleSizes() {
  const cases = [
    { clusters: 'eleven intents and noise', rows: INTENTS },
    {
      clusters: 'the same, three intents of 15',
      rows: INTENTS.map((row, h) => (h >= 8 && h < 11 ? { ...row, size: 15 } : row)),
    },
  ]
  return cases.map(({ clusters, rows }) => {
    const weights = rows.map(({ kind }) => (kind === 'noise' ? 0.2 : 1))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const theirs = rows.map(({ size }, index) =>
      Math.min(size, Math.round(((weights[index] ?? 0) / total) * TARGET)),
    )
    const ours = allocateStrata(rows, {
      targetSize: TARGET,
      seed: '',
      allocation: 'equal',
      noiseWeight: 0.2,
      floor: 1,
      strategy: 'cluster_stratified',
    })
    const sumOf = (sizes: readonly number[]) => sizes.reduce((sum, size) => sum + size, 0)
    return {
      clusters,
      articleLargest: Math.max(...theirs),
      articleNoise: theirs[11],
      articleTotal: sumOf(theirs),
      oursLargest: Math.max(...ours),
      oursNoise: ours[11],
      oursTotal: sumOf(ours),
    }
  })
}

/** How often the first and the last tenth of 5,000 traces in time order are drawn, 1 being fair. */
function shuffleRows() {
  const [size, drawn, runs] = [5000, 180, 300]
  const rng = createRng('article shuffle')
  const ids = Array.from({ length: size }, (_, index) => index)
  const ratios = (draw: (run: number) => readonly number[]) => {
    let [first, last] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      for (const id of draw(run)) {
        if (id < size / 10) first += 1
        if (id >= (9 * size) / 10) last += 1
      }
    }
    const fair = (runs * drawn) / 10
    return { firstTenth: Number((first / fair).toFixed(2)), lastTenth: Number((last / fair).toFixed(2)) }
  }
  const strata = oneStratum(ids.map(String))
  const plan = { targetSize: drawn, allocation: 'sqrt', noiseWeight: 1, strategy: 'replay' } as const
  return [
    {
      selection: 'sort(() => random - 0.5)',
      ...ratios(() => ids.toSorted(() => rng.nextFloat() - 0.5).slice(0, drawn)),
    },
    {
      selection: 'permanent random numbers',
      ...ratios(run =>
        drawSample(strata, { ...plan, seed: `run ${run}` }).draws.map(row => Number(row.traceId)),
      ),
    },
  ]
}

/** 50,000 traces in sessions of geometric length, mean 3; the factor by which unequal weights raise the variance. */
function sessionRows() {
  const rng = createRng('sessions')
  const sessionOf: number[] = []
  for (let session = 0; sessionOf.length < POPULATION; session += 1) {
    do sessionOf.push(session)
    while (rng.nextFloat() < 2 / 3 && sessionOf.length < POPULATION)
  }
  const lengths = new Map<number, number>()
  for (const session of sessionOf) lengths.set(session, (lengths.get(session) ?? 0) + 1)
  const strata = oneStratum(sessionOf.map((_, index) => String(index)))
  const rowOf = (design: string, target: number, weights: readonly number[], ids: readonly number[]) => {
    const counts = new Map<number, number>()
    for (const id of ids) counts.set(sessionOf[id] ?? -1, (counts.get(sessionOf[id] ?? -1) ?? 0) + 1)
    return {
      design,
      draws: target,
      mostOfASession: Math.max(...counts.values()),
      varianceFactor: Number((weights.length / kishEffectiveSize(weights)).toFixed(3)),
    }
  }
  return [2000, 10_000].flatMap(target => {
    const { draws } = drawSample(strata, {
      targetSize: target,
      seed: 'sessions',
      allocation: 'sqrt',
      noiseWeight: 1,
      strategy: 'cluster_stratified',
      traitsOf: id => ({
        flags: {},
        model: undefined,
        customerId: undefined,
        sessionId: String(sessionOf[Number(id)]),
      }),
    })
    const taken = new Map<number, number>()
    const thinned = sessionOf.flatMap((session, index) => {
      taken.set(session, (taken.get(session) ?? 0) + 1)
      return (taken.get(session) ?? 0) <= 2 ? [index] : []
    })
    const stride = thinned.length / target
    const first = Array.from({ length: target }, (_, index) => thinned[Math.floor(index * stride)] ?? 0)
    return [
      rowOf(
        'drawn, then at most two of a session (ours)',
        target,
        draws.map(row => 1 / row.inclusionProbability),
        draws.map(row => Number(row.traceId)),
      ),
      rowOf(
        'population thinned to two of each first',
        target,
        first.map(id => Math.max(1, (lengths.get(sessionOf[id] ?? -1) ?? 1) / 2)),
        first,
      ),
    ]
  })
}

function oneStratum(ids: readonly string[]) {
  return {
    populationSize: ids.length,
    strata: [
      {
        id: 'c01' as StratumId,
        kind: 'cluster' as const,
        label: '',
        keywords: [],
        members: ids.map(id => id as TraceId),
        share: 1,
        persistence: undefined,
        exampleRequests: [],
      },
    ],
  }
}
