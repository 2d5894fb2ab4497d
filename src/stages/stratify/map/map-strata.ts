import { InvariantError } from '../../../errors/invariant-error.ts'
import { type FiniteMatrix, finiteMatrix } from '../../../numeric/distance.ts'
import { nearestNeighbours } from '../../../numeric/knn.ts'
import { createRng, shuffled } from '../../../numeric/random.ts'
import type { Embeddings } from '../../../records/embeddings.ts'
import type { Intent } from '../../../records/intent.ts'
import type { Strata } from '../../../records/strata.ts'
import type { StrataMap } from '../../../records/strata-map.ts'
import { type DistinctRequest, distinctRequests, vectorsOf } from '../distinct-requests.ts'
import { fuzzyGraph } from '../spectral/fuzzy-graph.ts'
import { framed } from './framed.ts'
import { layoutGraph } from './layout-graph.ts'
import { placeAmong } from './place-among.ts'
import { componentScores, principalComponents } from './principal-components.ts'

export type MapOptions = {
  /** Requests that are laid out. */
  readonly mostLaidOut: number
  /** Requests on the map at all. */
  readonly mostDrawn: number
}

/** Under ten seconds of layout on two cores, and a page under a megabyte. */
const MAP_LIMITS: MapOptions = { mostLaidOut: 5_000, mostDrawn: 20_000 }

/** A stratum has at least this many points among those laid out, or all it has. */
const LEAST_POINTS = 15
const COMPONENTS = 50
const NEIGHBOURS = 15
/** What the layout's steps are made for. */
const START_REACH = 10

/**
 * The strata as a picture: 50 principal components, the fuzzy graph of 15 neighbours, and a force layout started at the
 * first two components. The same for every order of the input. Distances between far groups and the sizes of groups
 * mean little, as in every such picture; what lies together is alike.
 *
 * Of more requests than can be laid out, a sample is (by the square root of the strata's sizes), and the others stand at
 * the mean of their neighbours in it.
 *
 * @param strata - of exactly the traces of `embeddings`.
 * @throws {InvariantError} when a trace is in no stratum or has no intent.
 * @throws {NumericError} `non-finite` when a vector has NaN or infinity.
 */
export function mapStrata(
  embeddings: Embeddings,
  intents: readonly Intent[],
  strata: Strata,
  limits: MapOptions = MAP_LIMITS,
): StrataMap {
  const requests = distinctRequests(embeddings, intents)
  const stratumOf = positionsByRequest(requests, strata)
  const { laidOut, others } = chosen(stratumOf, limits)
  const vectorsAt = (positions: readonly number[]) =>
    finiteMatrix(
      vectorsOf(
        positions.map(at => requests[at]!),
        embeddings,
      ),
    )
  const anchorVectors = vectorsAt(laidOut)
  const components = principalComponents(anchorVectors, COMPONENTS)
  const anchors = componentScores(anchorVectors, components)
  const layout = laidOutPoints(anchors)
  const further = componentScores(vectorsAt(others), components)
  const positions = new Float64Array(2 * (laidOut.length + others.length))
  positions.set(layout)
  positions.set(placeAmong(further, anchors, layout), layout.length)
  return {
    requests: requests.length,
    laidOut: laidOut.length,
    ...framed(positions),
    strata: Int32Array.from([...laidOut, ...others], at => stratumOf[at]!),
    traceIds: [...laidOut, ...others].map(at => requests[at]!.traceIds),
  }
}

/** Which stratum each request is in, by position among the strata. */
function positionsByRequest(requests: readonly DistinctRequest[], strata: Strata): Int32Array {
  const positions = new Map(
    strata.strata.flatMap(({ members }, position) => members.map(traceId => [traceId, position] as const)),
  )
  return Int32Array.from(requests, ({ traceIds }) => {
    const position = positions.get(traceIds[0]!)
    if (position === undefined)
      throw new InvariantError('Expected every embedded trace in a stratum', {
        details: `${strata.populationSize} traces in ${strata.strata.length} strata`,
      })
    return position
  })
}

/** Requests by stratum, in a fixed random order: first those laid out, then those placed, others left out. */
function chosen(stratumOf: Int32Array, { mostLaidOut, mostDrawn }: MapOptions) {
  const all = [...stratumOf.keys()]
  if (all.length <= mostLaidOut) return { laidOut: all, others: [] }
  const groups = [
    ...Map.groupBy(shuffled(all, createRng('tidegate-map-v1|sample')), at => stratumOf[at]!).values(),
  ]
  const roots = groups.reduce((sum, group) => sum + Math.sqrt(group.length), 0)
  const quota = (group: readonly number[]): number =>
    Math.max(LEAST_POINTS, Math.floor((mostLaidOut * Math.sqrt(group.length)) / roots))
  const laidOut = groups.flatMap(group => group.slice(0, quota(group)))
  const rest = shuffled(
    groups.flatMap(group => group.slice(quota(group))),
    createRng('tidegate-map-v1|rest'),
  )
  return { laidOut, others: rest.slice(0, Math.max(0, mostDrawn - laidOut.length)) }
}

function laidOutPoints(anchors: FiniteMatrix): Float64Array {
  const { rows, columns, data } = anchors
  const start = new Float64Array(2 * rows)
  let reach = 0
  for (let at = 0; at < 2 * rows; at++) {
    const component = at % 2
    start[at] = component < columns ? data[Math.floor(at / 2) * columns + component]! : 0
    reach = Math.max(reach, Math.abs(start[at]!))
  }
  if (reach === 0) return start
  const scaled = start.map(value => (value * START_REACH) / reach)
  const neighbours = nearestNeighbours(anchors, Math.min(NEIGHBOURS, rows - 1))
  return layoutGraph(fuzzyGraph(neighbours), scaled, createRng('tidegate-map-v1|layout'))
}
