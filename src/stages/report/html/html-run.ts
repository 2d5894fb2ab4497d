import type { Evaluation } from '../../../records/evaluation.ts'
import type { Trend } from '../../../records/trend.ts'
import type { RunResult } from '../json.ts'
import { type FunnelStep, funnelOf, storedFunnel } from './funnel.ts'
import { type LostPair, lostPairsOf, type StoredPair, storedLostPairs } from './lost-pair.ts'
import { type RunPicture, runPictureOf, type StoredMap, storedRunPicture } from './run-map.ts'

const EXAMPLE = 160

/** What the HTML report shows of a run, one that has just ended or one that the store kept. */
export type HtmlRun = Pick<
  Evaluation,
  | 'manifest'
  | 'decision'
  | 'unmatched'
  | 'coverage'
  | 'suite'
  | 'synthetic'
  | 'weeks'
  | 'drift'
  | 'trend'
  | 'audit'
  | 'adversarialGrowth'
  | 'costPicoUsd'
> & {
  readonly runId: string
  readonly sample: {
    readonly size: number
    readonly population: number
    readonly allocation: string
    readonly seed: string
  }
  readonly strata: readonly {
    readonly id: string
    readonly label: string
    readonly share: number
    readonly population: number
    readonly size: number
    readonly persistence: number | undefined
    readonly example: string
  }[]
  readonly rejectedRows: number
  readonly lost: readonly LostPair[]
  /** Absent: there is no map, or it is too large for a report. */
  readonly picture: RunPicture | undefined
  readonly funnel: readonly FunnelStep[]
}

/** Of a run that has just ended. */
export function htmlRunOf(evaluation: Evaluation): HtmlRun {
  const { sample, strata, ingest } = evaluation
  const sizes = new Map(sample.strata.map(each => [each.stratumId, each.sampleSize]))
  return {
    ...evaluation,
    sample: {
      size: sample.draws.length,
      population: sample.populationSize,
      allocation: sample.allocation,
      seed: sample.seed,
    },
    strata: strata.strata.map(each => ({
      id: each.id,
      label: each.label,
      share: each.share,
      population: each.members.length,
      size: sizes.get(each.id) ?? 0,
      persistence: each.persistence,
      example: each.exampleRequests[0]?.slice(0, EXAMPLE) ?? '',
    })),
    rejectedRows: ingest.reduce((sum, report) => sum + report.rejected.length, 0),
    lost: lostPairsOf(evaluation),
    picture: runPictureOf(evaluation),
    funnel: funnelOf(evaluation),
  }
}

/**
 * Of a run that the store kept. A stratum's example is the request of its first pair: the result keeps no text.
 *
 * @param pairs - of the run; empty for one whose pairs were not kept.
 * @param trend - of the store's windows.
 * @param map - of the run; absent for one whose map was not kept.
 */
export function storedHtmlRun(
  result: RunResult,
  pairs: readonly StoredPair[],
  trend: Trend | undefined,
  map?: StoredMap,
): HtmlRun {
  const { sample, manifest, coverage } = result
  const examples = new Map(
    pairs.toReversed().map(({ stratumId, request }) => [stratumId, request.slice(0, EXAMPLE)]),
  )
  return {
    runId: result.runId,
    manifest: {
      ...manifest,
      window: manifest.window ?? undefined,
      adversarialSet: manifest.adversarialSet ?? undefined,
    },
    decision: {
      outcome: result.outcome,
      reasons: result.reasons,
      gates: result.gates,
      onInconclusive: result.outcome === 'INCONCLUSIVE' && result.exitCode === 0 ? 'warn' : 'block',
    },
    unmatched: result.unmatched,
    ...(coverage?.sample == null
      ? {}
      : {
          coverage: {
            sample: coverage.sample,
            ...(coverage.suite === null ? {} : { suite: coverage.suite }),
          },
        }),
    suite: result.suite ?? undefined,
    ...(result.synthetic == null ? {} : { synthetic: result.synthetic }),
    ...(result.weeks == null ? {} : { weeks: result.weeks }),
    drift: result.drift ?? undefined,
    trend,
    audit: result.audit ?? undefined,
    adversarialGrowth: result.adversarialGrowth ?? undefined,
    costPicoUsd: result.cost.picoUsd ?? undefined,
    sample,
    strata: sample.strata.map(each => ({
      ...each,
      persistence: each.persistence ?? undefined,
      example: examples.get(each.id) ?? '',
    })),
    rejectedRows: result.rejected.total,
    lost: storedLostPairs(pairs),
    picture: storedRunPicture(map, sample.population),
    funnel: storedFunnel(result),
  }
}
