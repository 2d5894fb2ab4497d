import type { LexicalFit } from '../../../models/lexical-model.ts'
import type { RefitCluster, ShareCounts } from '../../../records/drift.ts'
import type { Embeddings } from '../../../records/embeddings.ts'
import type { TraceId } from '../../../records/ids.ts'
import type { Intent } from '../../../records/intent.ts'
import type { Strata } from '../../../records/strata.ts'
import type { StratumModel } from '../../../records/stratum-model.ts'
import type { Weeks } from '../../../records/weeks.ts'
import type { RunStore } from '../../../store/run-store.ts'
import type { PointSearch } from '../plain-search.ts'
import { type AssignedWeek, assignWeek } from './assign-week.ts'
import { compareWeek } from './compare-week.ts'
import { parseStratumModel } from './serialise-stratum-model.ts'
import { currentCounts, referenceCounts } from './share-counts.ts'
import { freshIds, withIds } from './stable-ids.ts'
import { type ComparedWeek, eventsOf, matchesOf, overlapsOf, refitClustersOf } from './week-events.ts'

export type FollowWeekInput = {
  readonly intents: readonly Intent[]
  /** Of this window, as `stratify` gave them. */
  readonly strata: Strata
  readonly window: { readonly startMs: number; readonly endMs: number } | undefined
  /** Unix epoch, milliseconds; traces without a time are absent. */
  readonly startedAtMs: ReadonlyMap<TraceId, number>
  readonly embeddingModelId: string
  /** Of this window; undefined without a lexical model. */
  readonly lexicalFit: LexicalFit | undefined
  /** Reads the fit a model carries (`LexicalModel.load`); undefined without a lexical model. */
  readonly loadFit: ((bytes: Uint8Array, location: string) => LexicalFit) | undefined
  /** This window's intents in the space of a fit. */
  readonly embedInSpace: (fit: LexicalFit | undefined) => Promise<Embeddings>
  readonly store: Pick<RunStore, 'putModel' | 'latestModel'>
  /** Finds nearest references on a kernel; default in plain TypeScript. */
  readonly search?: PointSearch | undefined
}

/** What drift compares: both windows assigned by the same rule to the strata of the last model. */
export type WeekShares = {
  readonly reference: ShareCounts
  readonly current: ShareCounts
  /** Clusters of this window that may be new intents. */
  readonly refitClusters: readonly RefitCluster[]
}

export type FollowedWeek = {
  /** The window's strata under ids that stay from window to window. */
  readonly strata: Strata
  readonly weeks: Weeks
  /** This and the following are undefined when there is no model of an earlier window in this space. */
  readonly assigned: AssignedWeek | undefined
  readonly compared: ComparedWeek | undefined
  readonly shares: WeekShares | undefined
  /** Number of the next new stratum. */
  readonly nextNumber: number
}

/**
 * Follows the strata from the last window to this one: assigns the traces to the last model, matches the window's own
 * clusters with its strata, keeps ids, and says what is new, vanished, split or merged. `keepModel` then stores what
 * the next window is compared with.
 *
 * The last model is that of the newest window that ended before this one ends, so that a repeated run finds the same
 * one and says the same. Without a window (traces without times) there is no before, and nothing to compare with.
 *
 * @throws {StoreError} when the store fails or holds a damaged or newer model.
 */
export async function followWeek(input: FollowWeekInput): Promise<FollowedWeek> {
  const last = lastModel(input)
  const isNewSpace = last !== undefined && !isSameSpace(last, input)
  if (last === undefined || isNewSpace) return firstWeek(input, last?.nextNumber ?? 1, isNewSpace)
  const assigned = await assignWeek(last, input)
  const compared = await compareWeek(assigned, input)
  const { populationSize } = input.strata
  const none = assigned.labels.filter(label => label === -1).length
  return {
    strata: withIds(input.strata, compared.stable.ids),
    weeks: {
      model: { modelId: last.modelId, window: last.window },
      isNewSpace,
      matches: matchesOf(compared),
      events: eventsOf(compared),
      overlaps: overlapsOf(compared),
      unassignedBefore: last.populationSize === 0 ? undefined : last.unassigned / last.populationSize,
      unassigned: populationSize === 0 ? undefined : none / populationSize,
    },
    assigned,
    compared,
    shares: {
      reference: referenceCounts(last),
      current: currentCounts(assigned, input.startedAtMs, input.window?.startMs),
      refitClusters: refitClustersOf(compared),
    },
    nextNumber: compared.stable.nextNumber,
  }
}

function lastModel({ window, store }: FollowWeekInput): StratumModel | undefined {
  const row = window === undefined ? undefined : store.latestModel(window.endMs)
  return row === undefined ? undefined : parseStratumModel(row.bytes, `model ${row.modelId} of the store`)
}

function isSameSpace(model: StratumModel, { embeddingModelId, lexicalFit }: FollowWeekInput): boolean {
  return model.embeddingModelId === embeddingModelId && model.lexicalFit?.modelId === lexicalFit?.modelId
}

function firstWeek({ strata }: FollowWeekInput, nextNumber: number, isNewSpace: boolean): FollowedWeek {
  const clusters = strata.strata.filter(({ kind }) => kind === 'cluster').length
  const fresh = freshIds(clusters, nextNumber)
  return {
    strata: withIds(strata, fresh.ids),
    weeks: {
      model: undefined,
      isNewSpace,
      matches: [],
      events: [],
      overlaps: [],
      unassignedBefore: undefined,
      unassigned: undefined,
    },
    assigned: undefined,
    compared: undefined,
    shares: undefined,
    nextNumber: fresh.nextNumber,
  }
}
