import type { Matrix } from '../numeric/matrix.ts'
import type { QuantisedRows } from '../numeric/quantised-rows.ts'
import type { StratumId } from './ids.ts'

/** A cluster of the fitted window, as later windows are assigned to it. */
export type ModelStratum = {
  readonly id: StratumId
  readonly label: string
  readonly keywords: readonly string[]
  /** Traces of the fitted window in the cluster. */
  readonly size: number
  /** Distinct requests among them; 1 is a template, which has no neighbours of its own and is known by itself. */
  readonly requests: number
  /**
   * Traces of the fitted window that the assignment rule puts here, each left out of its own vote: what the counts of
   * a later window are compared with.
   */
  readonly assigned: number
  /** The 5% quantile of its members' closeness, a cosine: who is farther does not belong. */
  readonly closeness: number
}

/** Requests of the fitted window, in the model's space, that vote on where others belong. */
export type ModelReference = {
  /** Shape (r, d), rows of unit length up to the rounding to bytes. */
  readonly vectors: QuantisedRows
  /** Shape (r,): position among the model's strata; -1 noise. */
  readonly labels: Int32Array
  /** Shape (r,): how many traces of the window asked this. */
  readonly counts: Uint32Array
}

/** A cluster that was found after the model was fitted: its id must find it again until a new model has it. */
export type ProvisionalStratum = { readonly id: StratumId; readonly label: string }

/**
 * All that is needed to say where requests of a later window belong: the strata of one fitted window in one embedding
 * space. Holds vectors, keywords and counts, no request and no trace id.
 */
export type StratumModel = {
  /** Equal for models fitted to the same traces with the same result. */
  readonly modelId: string
  /** Model of the sentence vectors; another one cannot be assigned to this model. */
  readonly embeddingModelId: string
  /** What places texts in the space besides the sentence vectors; undefined without a lexical model. */
  readonly lexicalFit: { readonly modelId: string; readonly bytes: Uint8Array } | undefined
  /** Names the space of all vectors below. */
  readonly space: string
  /** Unix epoch, milliseconds; `endMs` is exclusive. Undefined when the traces had no time. */
  readonly window: { readonly startMs: number; readonly endMs: number } | undefined
  /** Traces of the fitted window. */
  readonly populationSize: number
  /** Clusters alone, in the order of the window's strata. */
  readonly strata: readonly ModelStratum[]
  /** Shape (strata, d): mean of the distinct requests, unit length. */
  readonly centroids: Matrix
  readonly reference: ModelReference
  /** Median - 2 x 1.4826 MAD of all members' closeness: the least that any assignment needs. */
  readonly gate: number
  /** Traces of the fitted window that the assignment rule leaves unassigned. */
  readonly unassigned: number
  /**
   * The assigned and unassigned traces of the fitted window by its days, in day order; `counts` per stratum, the
   * unassigned last. Traces without a time are in no day.
   */
  readonly days: readonly { readonly day: string; readonly counts: readonly number[] }[]
  /** Number of the next new stratum; ids of vanished strata never come back for others. */
  readonly nextNumber: number
  readonly provisional: {
    readonly strata: readonly ProvisionalStratum[]
    /** Shape (provisional strata, d). */
    readonly centroids: Matrix
  }
}
