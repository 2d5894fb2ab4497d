import type { StratumId } from './ids.ts'

/** A stratum of the model found again in this window. */
export type WeekMatch = {
  readonly id: StratumId
  readonly label: string
  /** 1 - cosine of the centroids, in [0, 2]. */
  readonly cost: number
  /** Of the traces the model assigns to it and the traces in the window's own cluster. */
  readonly jaccard: number
  /** Shares by the assignment rule in the model's window and in this one: they may be compared. */
  readonly shareBefore: number
  readonly shareAssigned: number
  /** Share of the window's own cluster. */
  readonly share: number
}

/** What happened to an intent since the model was fitted. */
export type WeekEvent =
  | {
      readonly kind: 'new'
      readonly id: StratumId
      readonly label: string
      /** Traces of the cluster, and how many of them the model left unassigned. */
      readonly size: number
      readonly unassigned: number
      /**
       * Traces of the model's window that would be in the cluster: a cloud of noise that was always there is not new.
       * Undefined for a cluster too small, or too much assigned, to raise an alarm.
       */
      readonly sizeBefore: number | undefined
    }
  | {
      readonly kind: 'vanished'
      readonly id: StratumId
      readonly label: string
      /** Traces the model assigns to it: in its own window, and in this one. */
      readonly assignedBefore: number
      readonly assigned: number
    }
  | {
      readonly kind: 'split'
      readonly from: StratumId
      readonly label: string
      readonly into: readonly StratumId[]
    }
  | {
      readonly kind: 'merged'
      readonly from: readonly StratumId[]
      readonly into: StratumId
      readonly label: string
    }

/** Traces that are in a stratum of the model and in a cluster of this window. */
export type Overlap = {
  readonly before: StratumId
  readonly now: StratumId
  readonly traces: number
  /** Traces in both over traces in either. */
  readonly jaccard: number
}

/** This window seen from the last model. */
export type Weeks = {
  /** Of the model this window was assigned to; undefined when there was none of an earlier window in this space. */
  readonly model:
    | {
        readonly modelId: string
        readonly window: { readonly startMs: number; readonly endMs: number } | undefined
      }
    | undefined
  /** An earlier model exists, but the embedding model has changed since: a new series starts. */
  readonly isNewSpace: boolean
  readonly matches: readonly WeekMatch[]
  readonly events: readonly WeekEvent[]
  readonly overlaps: readonly Overlap[]
  /** Shares of traces that belong to no stratum of the model, in its own window and in this one; undefined without a model. */
  readonly unassignedBefore: number | undefined
  readonly unassigned: number | undefined
}

/** Why the model that later windows are assigned to was fitted anew, or `kept`. */
export type ModelChange = 'first' | 'new-space' | 'monthly' | 'alarm' | 'kept'
