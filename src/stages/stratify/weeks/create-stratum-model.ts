import { createHash } from 'node:crypto'
import type { Matrix } from '../../../numeric/matrix.ts'
import { quantiseRows } from '../../../numeric/quantised-rows.ts'
import { releaseRows } from '../../../numeric/release-rows.ts'
import type { Embeddings } from '../../../records/embeddings.ts'
import type { StratumId, TraceId } from '../../../records/ids.ts'
import type { Intent } from '../../../records/intent.ts'
import type { Strata, Stratum } from '../../../records/strata.ts'
import type { ModelReference, ModelStratum, StratumModel } from '../../../records/stratum-model.ts'
import { type DistinctRequest, distinctRequests } from '../distinct-requests.ts'
import type { PointSearch } from '../plain-search.ts'
import { labelOfReference, referenceRows, votersOf } from './assign.ts'
import { centroidsOf } from './centroids-of.ts'
import { countsByDay, countsOf } from './counts-by-day.ts'
import { type AnyReferenceSearch, type NearestReferences, referenceSearch } from './nearest-references.ts'
import { pickReferences } from './pick-references.ts'
import { pickRows } from './pick-rows.ts'
import { median, quantile } from './quantile.ts'
import { unitRowsOrZero } from './unit-rows-or-zero.ts'
import { closenessTo, type Thresholds, VOTERS, voteAndGate } from './vote-and-gate.ts'

export type StratumModelInput = {
  /** Of the fitted window, in the space of the model (`embedInSpace`), so that later windows are compared like with like. */
  readonly embeddings: Embeddings
  readonly intents: readonly Intent[]
  /** The requests to fit on; default all distinct requests of the embeddings. */
  readonly requests?: readonly DistinctRequest[] | undefined
  /** Of the same traces, with the ids they are to keep. */
  readonly strata: Strata
  readonly embeddingModelId: string
  readonly lexicalFit: { readonly modelId: string; readonly bytes: Uint8Array } | undefined
  readonly window: { readonly startMs: number; readonly endMs: number } | undefined
  /** Unix epoch, milliseconds; traces without a time are absent. */
  readonly startedAtMs?: ReadonlyMap<TraceId, number> | undefined
  /** Number of the next new stratum; raised to above the ids in `strata`. */
  readonly nextNumber?: number | undefined
  /** Finds nearest references on a kernel; default in plain TypeScript. */
  readonly search?: PointSearch | undefined
  /** References kept at most; default 20,000. */
  readonly mostReferences?: number | undefined
}

const MOST_REFERENCES = 20_000
const CLOSENESS_QUANTILE = 0.05
/** Cosine of two requests that differ in a name or a number, at least; paraphrases seldom come as close. */
const SAME_REQUEST = 0.9
/** Scales the median absolute deviation to a standard deviation of normal numbers. */
const MAD_SCALE = 1.4826
const GATE_DEVIATIONS = 2
/** Requests assigned at a time. */
const SLICE = 4_096

/**
 * The model that says where requests of later windows belong, from the strata of this one.
 *
 * All distinct requests are references up to 20,000; of more, the same share of every stratum and of noise, so that
 * the vote keeps its balance. The thresholds are then those of the references kept: fewer lie farther apart.
 *
 * @throws {InvariantError} when a trace has no intent.
 * @throws {NumericError} `non-finite`.
 */
export async function createStratumModel(input: StratumModelInput): Promise<StratumModel> {
  return (await fitStratumModel(input)).model
}

/** As `createStratumModel`, with where its rule puts each trace of the window, left out of its own vote; -1 none. */
export async function fitStratumModel(
  input: StratumModelInput,
): Promise<{ readonly model: StratumModel; readonly labelled: ReadonlyMap<TraceId, number> }> {
  const { embeddings, strata } = input
  const clusters = strata.strata.filter(({ kind }) => kind === 'cluster')
  const requests = input.requests ?? distinctRequests(embeddings, input.intents)
  const labels = labelsOf(requests, clusters)
  const kept = pickReferences(requests, labels, input.mostReferences ?? MOST_REFERENCES)
  const keptRows = unitRowsOf(requests, kept, embeddings)
  const reference: ModelReference = {
    vectors: quantiseRows(keptRows),
    labels: Int32Array.from(kept, request => labels[request]!),
    counts: Uint32Array.from(kept, request => requests[request]!.traceIds.length),
  }
  releaseRows(keptRows)
  const references = referenceRows(reference)
  const search = referenceSearch(references, VOTERS + 1, input.search)
  const own = await search.nearest(references)
  const sizes = countsOf(labels, clusters.length)
  const thresholds = thresholdsOf(reference, own, sizes.slice(0, -1))
  const labelled = await labelledTraces({ requests, embeddings, kept, reference, thresholds, search, own })
  const assigned = countsOf(labelled.values(), clusters.length)
  const modelStrata = clusters.map(
    ({ id, label, keywords, members }, at): ModelStratum => ({
      id,
      label,
      keywords,
      size: members.length,
      requests: sizes[at]!,
      assigned: assigned[at]!,
      closeness: thresholds.closeness[at]!,
    }),
  )
  const { columns } = embeddings.vectors
  const model: StratumModel = {
    modelId: modelIdOf(input, reference, modelStrata),
    embeddingModelId: input.embeddingModelId,
    lexicalFit: input.lexicalFit,
    space: embeddings.modelId,
    window: input.window,
    populationSize: strata.populationSize,
    strata: modelStrata,
    centroids: centroidsOf(
      embeddings.vectors,
      requests.map(({ row }) => row),
      labels,
      clusters.length,
    ),
    reference,
    gate: thresholds.gate,
    unassigned: assigned[clusters.length]!,
    days: countsByDay(labelled, input.startedAtMs ?? new Map(), clusters.length, input.window?.startMs),
    nextNumber: Math.max(input.nextNumber ?? 1, 1 + Math.max(0, ...clusters.map(({ id }) => numberOf(id)))),
    provisional: { strata: [], centroids: { data: new Float32Array(0), rows: 0, columns } },
  }
  return { model, labelled }
}

/** The number of a stratum id (`c07` is 7), 0 when it has none. */
export function numberOf(id: StratumId): number {
  const digits = /^c(\d+)$/.exec(id)?.[1]
  return digits === undefined ? 0 : Number(digits)
}

/** Position of each request's stratum among `clusters`; -1 noise. Traces that asked the same are in one stratum. */
function labelsOf(requests: readonly DistinctRequest[], clusters: readonly Stratum[]): Int32Array {
  const clusterOf = new Map(
    clusters.flatMap(({ members }, at) => members.map(member => [member, at] as const)),
  )
  return Int32Array.from(requests, ({ traceIds }) => clusterOf.get(traceIds[0]!) ?? -1)
}

/** Of some of the requests, in f64: never of all of them at once. */
function unitRowsOf(
  requests: readonly DistinctRequest[],
  picked: readonly number[],
  { vectors }: Embeddings,
): Matrix {
  const rows = pickRows(
    vectors,
    picked.map(request => requests[request]!.row),
  )
  const unit = unitRowsOrZero(rows)
  releaseRows(rows)
  return unit
}

/** From each reference's voters on its own label, itself left out. */
function thresholdsOf(
  reference: ModelReference,
  own: NearestReferences,
  requests: readonly number[],
): Thresholds {
  const byStratum = requests.map((): number[] => [])
  for (const [row, label] of reference.labels.entries()) {
    const closeness = closenessTo(label, votersOf(own, row, reference.labels, row))
    if (label !== -1 && !Number.isNaN(closeness)) byStratum[label]!.push(closeness)
  }
  return {
    // A stratum none of whose members sees another cannot be told by its neighbours: nothing is close enough.
    closeness: byStratum.map((values, at) =>
      requests[at] === 1 ? SAME_REQUEST : (quantile(values, CLOSENESS_QUANTILE) ?? 1),
    ),
    isTemplate: requests.map(count => count === 1),
    gate: gateOf(byStratum.flat()),
  }
}

function gateOf(values: readonly number[]): number {
  const middle = median(values)
  if (middle === undefined) return 1
  const deviation = median(values.map(value => Math.abs(value - middle))) ?? 0
  return middle - GATE_DEVIATIONS * MAD_SCALE * deviation
}

type Population = {
  readonly requests: readonly DistinctRequest[]
  readonly embeddings: Embeddings
  /** Requests that are references, in their order. */
  readonly kept: readonly number[]
  readonly reference: ModelReference
  readonly thresholds: Thresholds
  readonly search: AnyReferenceSearch
  /** Of the references among themselves. */
  readonly own: NearestReferences
}

/** Where each trace belongs by the assignment rule; -1 for none. */
async function labelledTraces(population: Population): Promise<ReadonlyMap<TraceId, number>> {
  const { requests, embeddings, kept, reference, thresholds, search, own } = population
  const labels = new Map<TraceId, number>()
  const decide = (request: number, label: number) => {
    for (const traceId of requests[request]!.traceIds) labels.set(traceId, label)
  }
  for (const [at, request] of kept.entries())
    decide(request, labelOfReference(own, at, reference.labels, thresholds))
  const isKept = new Set(kept)
  const others = [...requests.keys()].filter(request => !isKept.has(request))
  for (let start = 0; start < others.length; start += SLICE) {
    const slice = others.slice(start, start + SLICE)
    const rows = unitRowsOf(requests, slice, embeddings)
    const found = await search.nearest(rows)
    releaseRows(rows)
    for (const [at, request] of slice.entries())
      decide(request, voteAndGate(votersOf(found, at, reference.labels), thresholds))
  }
  return labels
}

function modelIdOf(
  { embeddings, window }: StratumModelInput,
  { vectors, labels, counts }: ModelReference,
  strata: readonly ModelStratum[],
): string {
  const hash = createHash('sha256').update(JSON.stringify([embeddings.modelId, window ?? null, strata]))
  for (const array of [vectors.data, vectors.scales, labels, counts])
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return `model-${hash.digest('hex').slice(0, 12)}`
}
