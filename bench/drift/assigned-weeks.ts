import type { Rng } from '../../src/numeric/random.ts'
import type { ShareCounts } from '../../src/records/drift.ts'
import type { StratumId, TraceId } from '../../src/records/ids.ts'
import type { RedactedText } from '../../src/records/redacted-text.ts'
import type { PointSearch } from '../../src/stages/stratify/plain-search.ts'
import { stratify } from '../../src/stages/stratify/stratify.ts'
import { createAssigner } from '../../src/stages/stratify/weeks/assign.ts'
import { createStratumModel } from '../../src/stages/stratify/weeks/create-stratum-model.ts'
import { referenceCounts } from '../../src/stages/stratify/weeks/share-counts.ts'
import { INCIDENT_SHARES } from '../../src/testing/draw-week.ts'
import type { WeekSource } from './rates.ts'

export type World = { readonly size: number; readonly dimensions: number; readonly rng: Rng }

/** How far requests of one intent lie from its centre, whose length is 1. */
const SPREAD = 0.55
/** The defaults of the config. */
const CLUSTERING = { algorithm: 'hdbscan', space: 'spectral', minClusterSize: 15, minSamples: 6 } as const
const DAY_MS = 24 * 60 * 60 * 1000
/**
 * Weeks' worth of requests assigned once, and requests at most. Where a request belongs does not depend on the others of
 * its week, so that a week drawn from the pool with replacement is assigned exactly as if each of its requests were
 * assigned again. What the pool's own shares miss of the true ones is the same in all weeks of a reference: it lies between
 * reference and weeks like drift, so that on average it adds alarms.
 */
const POOL_WEEKS = 10
const LARGEST_POOL = 100_000
/** Requests assigned at a time. */
const SLICE = 2000

/**
 * Weeks of simulated request vectors through clustering, the stratum model and its assignment rule: eleven intents and
 * a tenth that resembles nothing. The intents' centres are new for every source.
 */
export async function assignedWeeks(
  { size, dimensions, rng }: World,
  search: PointSearch,
): Promise<WeekSource> {
  const centres = INCIDENT_SHARES.slice(0, -1).map(() => direction(dimensions, rng))
  const draw = (count: number) => {
    const data = new Float32Array(count * dimensions)
    for (let row = 0; row < count; row += 1) data.set(request(centres, dimensions, rng), row * dimensions)
    return { data, rows: count, columns: dimensions }
  }
  const traceIds = Array.from({ length: size }, (_, at) => `t${at}` as TraceId)
  const intents = traceIds.map(traceId => ({ traceId, text: inLetters(traceId) }))
  const embeddings = { traceIds, vectors: draw(size), modelId: 'simulated' }
  const strata = await stratify(embeddings, intents, CLUSTERING, search)
  const model = await createStratumModel({
    embeddings,
    intents,
    strata,
    embeddingModelId: 'simulated',
    lexicalFit: undefined,
    window: { startMs: 0, endMs: 7 * DAY_MS },
    startedAtMs: new Map(traceIds.map((traceId, at) => [traceId, (at % 7) * DAY_MS])),
    search,
  })
  const { assign } = createAssigner(model, search)
  const pool = Math.min(POOL_WEEKS * size, LARGEST_POOL)
  const labels: number[] = []
  while (labels.length < pool) labels.push(...(await assign(draw(SLICE))))
  return {
    reference: referenceCounts(model),
    next: () => weekFrom(labels, size, [...model.strata.map(({ id }) => id)], rng),
  }
}

/** A text of its own for each trace: as numbers, long ones would be taken for identifiers in one and the same request. */
function inLetters(traceId: TraceId): RedactedText {
  const letters = traceId.replace(/\d/g, digit => 'abcdefghij'[Number(digit)] ?? '')
  return `request ${letters}` as RedactedText
}

function weekFrom(labels: readonly number[], size: number, ids: readonly StratumId[], rng: Rng): ShareCounts {
  const counts = new Array<number>(ids.length + 1).fill(0)
  for (let at = 0; at < size; at += 1) {
    const label = labels[Math.floor(rng.nextFloat() * labels.length)] ?? -1
    counts[label === -1 ? ids.length : label]! += 1
  }
  const strata = [...ids, 'noise' as StratumId].map((stratumId, at) => ({
    stratumId,
    kind: stratumId === 'noise' ? ('noise' as const) : ('cluster' as const),
    label: stratumId,
    count: counts[at] ?? 0,
  }))
  return { strata, days: [] }
}

function request(centres: readonly Float64Array[], dimensions: number, rng: Rng): Float64Array {
  let left = rng.nextFloat()
  const intent = INCIDENT_SHARES.findIndex(share => {
    left -= share
    return left < 0
  })
  const own = direction(dimensions, rng)
  const centre = centres[intent]
  return centre === undefined ? own : own.map((value, at) => value * SPREAD + (centre[at] ?? 0))
}

/** Uniform on the sphere. */
function direction(dimensions: number, rng: Rng): Float64Array {
  const vector = Float64Array.from({ length: dimensions }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - rng.nextFloat()))
    return radius * Math.cos(2 * Math.PI * rng.nextFloat())
  })
  const length = Math.hypot(...vector)
  return vector.map(value => value / length)
}
