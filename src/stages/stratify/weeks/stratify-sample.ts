import type { Embeddings } from '../../../records/embeddings.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { Intent } from '../../../records/intent.ts'
import type { Strata, Stratum } from '../../../records/strata.ts'
import { type DistinctRequest, distinctRequests } from '../distinct-requests.ts'
import { groupsOf, strataOf, withRepeatedRequests } from '../groups-of.ts'
import { type PointSearch, plainSearch } from '../plain-search.ts'
import { type StratifyOptions, stratifyRequests } from '../stratify.ts'
import { createAssigner } from './assign.ts'
import { fitStratumModel } from './create-stratum-model.ts'
import { type FittedRequest, fitShareOf } from './fit-share-of.ts'
import { pickRows } from './pick-rows.ts'

/** Distinct requests that are clustered at most; of more a sample is. Minutes and about 1 GB at 1,024 dimensions. */
export const MOST_FITTED = 100_000

/** Requests assigned at a time. */
const SLICE = 8_192

export type SampleFit = {
  /** `count` of the ids, each with the same chance; by permanent random numbers, so that order and machine do not matter. */
  readonly draw: (ids: readonly TraceId[], count: number) => ReadonlySet<TraceId>
  /** Distinct requests that are clustered at most; default `MOST_FITTED`. */
  readonly mostFitted?: number | undefined
}

/**
 * As `stratify`, also for populations too large to be clustered whole: of more than 100,000 distinct requests a uniform
 * sample is clustered, and the rest is assigned by the one rule that assigns later windows.
 *
 * Every trace is in exactly one stratum, and `share` is counted, not estimated. What carries sampling error is where the
 * clustering itself would have put the traces: `fitShare`. A request outside the sample that the rule leaves unassigned
 * is a stratum by itself when it was asked `minClusterSize` times, as in `stratify`. Noise then comes without `cells`.
 */
export async function stratifySample(
  embeddings: Embeddings,
  intents: readonly Intent[],
  options: StratifyOptions,
  { draw, mostFitted = MOST_FITTED }: SampleFit,
  search: PointSearch = plainSearch,
): Promise<Strata> {
  const requests = distinctRequests(embeddings, intents)
  if (requests.length <= mostFitted) return stratifyRequests(requests, embeddings, options, search)
  const drawn = draw(
    requests.map(({ traceIds }) => traceIds[0]!),
    mostFitted,
  )
  const isFitted = (request: DistinctRequest) => drawn.has(request.traceIds[0]!)
  const fitted = requests.filter(isFitted)
  const fit = await stratifyRequests(fitted, embeddings, options, search)
  const clusters = fit.strata.filter(({ kind }) => kind === 'cluster')
  const byFit = labelsByTrace(clusters)
  const { model, labelled } = await fitStratumModel({
    ...{ embeddings, intents, requests: fitted, strata: fit, search },
    ...{ embeddingModelId: embeddings.modelId, lexicalFit: undefined, window: undefined },
  })
  const rest = requests.filter(request => !isFitted(request))
  const byRule = await assignInSlices(rest, embeddings, createAssigner(model, search).assign)
  const labels = Int32Array.from(
    requests,
    ({ traceIds: [first] }) => byRule.get(first!) ?? byFit.get(first!) ?? -1,
  )
  const units = fitted.map(
    ({ traceIds }): FittedRequest => ({
      traces: traceIds.length,
      byFit: byFit.get(traceIds[0]!) ?? -1,
      byRule: labelled.get(traceIds[0]!) ?? -1,
    }),
  )
  const strata = merged(requests, labels, fit, options.minClusterSize)
  const populationSize = embeddings.traceIds.length
  return {
    strata: strata.map(({ label, stratum }) => ({
      ...stratum,
      fitShare: fitShareOf(label, stratum.members.length, units, {
        requests: requests.length,
        traces: populationSize,
      }),
    })),
    populationSize,
    fittedOn: { requests: fitted.length, ofRequests: requests.length },
  }
}

function labelsByTrace(clusters: readonly Stratum[]): ReadonlyMap<TraceId, number> {
  return new Map(clusters.flatMap(({ members }, at) => members.map(member => [member, at] as const)))
}

async function assignInSlices(
  requests: readonly DistinctRequest[],
  { vectors }: Embeddings,
  assign: ReturnType<typeof createAssigner>['assign'],
): Promise<ReadonlyMap<TraceId, number>> {
  const labels = new Map<TraceId, number>()
  for (let start = 0; start < requests.length; start += SLICE) {
    const slice = requests.slice(start, start + SLICE)
    const rows = slice.map(({ row }) => row)
    const found = await assign(pickRows(vectors, rows))
    for (const [at, { traceIds }] of slice.entries()) labels.set(traceIds[0]!, found[at]!)
  }
  return labels
}

/** All requests as strata, by the clusters of `fit` or, beyond them, by being repeated. */
function merged(
  requests: readonly DistinctRequest[],
  labels: Int32Array,
  fit: Strata,
  minClusterSize: number,
): readonly { readonly label: number; readonly stratum: Stratum }[] {
  const persistences = undefined
  const groups = groupsOf(requests, withRepeatedRequests({ labels, persistences }, requests, minClusterSize))
  const known = fit.strata.filter(({ kind }) => kind === 'cluster')
  const noise = fit.strata.find(({ kind }) => kind === 'noise')
  const strata = strataOf(groups, requests, ({ label, isNoise, members }) => {
    const fitted = isNoise ? noise : known[label]
    return fitted?.exampleRequests ?? members.slice(0, 1).map(member => requests[member]!.text)
  })
  return strata.map((stratum, at) => {
    const { label } = groups[at]!
    return { label, stratum: { ...stratum, persistence: known[label]?.persistence } }
  })
}
