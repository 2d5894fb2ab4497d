import type { Evaluation } from '../../../records/evaluation.ts'
import type { DrawnMap, MappedStratum } from './strata-map.ts'

/** Points of a picture that stays readable and small; the dashboard draws all of them. */
const MAPPED_MOST = 20_000

/** What the picture of a run's requests is drawn from. */
export type RunPicture = {
  readonly map: DrawnMap
  readonly strata: readonly MappedStratum[]
  /** Points on which the candidate fails and production does not. */
  readonly failed: ReadonlySet<number>
}

/** A map as the store keeps it: columns, one element per point. */
export type StoredMap = {
  readonly requests: number
  /** Points that the layout itself placed; absent in maps of earlier versions. */
  readonly laidOut?: number | undefined
  readonly height: number
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly stratum: readonly number[]
  readonly sampled: readonly { readonly point: number; readonly isFailure: boolean }[]
  readonly strata: readonly {
    readonly id: string
    readonly kind: 'cluster' | 'noise'
    readonly label: string
    readonly share: number
  }[]
}

/** Of a run that has just ended; undefined where nobody asked for a map, or it is too large for a report. */
export function runPictureOf({ map, strata, pairs }: Evaluation): RunPicture | undefined {
  if (map === undefined || map.strata.length > MAPPED_MOST || strata.strata.length === 0) return undefined
  const failing = new Set(
    pairs
      .filter(
        ({ origin, candidateModes, baselineModes }) =>
          origin.kind === 'traffic' && candidateModes.some(mode => !baselineModes.includes(mode)),
      )
      .map(({ traceId }) => traceId),
  )
  const failed = (map.traceIds ?? []).flatMap((ids, point) =>
    ids.some(id => failing.has(id)) ? [point] : [],
  )
  return {
    map,
    strata: strata.strata.map(({ id, kind, label, share, keywords, members }) => ({
      stratumId: id,
      kind,
      label,
      share,
      keywords,
      size: members.length,
    })),
    failed: new Set(failed),
  }
}

/** Of a run that the store kept. @param population - traces of the run's window. */
export function storedRunPicture(stored: StoredMap | undefined, population: number): RunPicture | undefined {
  if (stored === undefined || stored.x.length > MAPPED_MOST || stored.strata.length === 0) return undefined
  return {
    map: {
      requests: stored.requests,
      laidOut: stored.laidOut,
      positions: Float64Array.from(stored.x.flatMap((x, point) => [x, stored.y[point] ?? 0])),
      height: stored.height,
      strata: Int32Array.from(stored.stratum),
    },
    strata: stored.strata.map(({ id, kind, label, share }) => ({
      stratumId: id as MappedStratum['stratumId'],
      kind,
      label,
      share,
      keywords: [],
      size: Math.round(share * population),
    })),
    failed: new Set(stored.sampled.filter(({ isFailure }) => isFailure).map(({ point }) => point)),
  }
}
