/** A share of the real traces beside that of the synthetic ones, fractions. */
export type SharePair = { readonly name: string; readonly real: number; readonly synthetic: number }

/** How far two distributions of shares are apart: half the sum of the differences, in [0, 1]. */
export type ShareFidelity = { readonly distance: number; readonly parts: readonly SharePair[] }

/** A share with its interval, 95%. */
export type FailureShare = {
  readonly estimate: number
  readonly interval: readonly [number, number]
  readonly n: number
}

/**
 * What a run under `privacy.mode: synthetic` rests on: how many synthetic requests stand for the real ones, what they
 * give away, and what of the traffic's distribution they lost. Numbers and names of strata, tools and tiers alone; no
 * text of a real trace.
 */
export type SyntheticReport = {
  /** Synthetic requests, as many as real traces in the window. */
  readonly requests: number
  /** Real traces that gave templates, and real traces that gave none. */
  readonly exemplars: number
  readonly holdout: number
  /** Requests a language model worded anew; 0: the grammar alone. */
  readonly reworded: number
  /** Words in a row that no kept text shares with a real one, and how many runs of them do: 0. */
  readonly runLength: number
  readonly sharedRuns: number
  /** Words taken out of live answers because they would have completed such a run. */
  readonly withheldWords: number
  /**
   * How much nearer synthetic requests are to the traces they were made of than to those no template has seen: the
   * median of (distance to the nearest exemplar / distance to the nearest other), 1 when they are equally near.
   */
  readonly nearestRatio: number | null
  /**
   * Of guessing from the distance to the nearest synthetic request whether a real one gave a template: the area under
   * the curve, .5 when nothing can be guessed; Hanley-McNeil, 95%.
   */
  readonly membership: {
    readonly area: number
    readonly interval: readonly [number, number]
    readonly exemplars: number
    readonly holdout: number
  } | null
  /** By the vote-and-gate rule on both sides; those it leaves unassigned are `none`. */
  readonly strata: ShareFidelity & {
    /** Synthetic requests that the rule puts into the stratum they stand in. */
    readonly own: number
  }
  /** Squared maximum mean discrepancy of the embeddings, and that of two halves of the real ones to compare with. */
  readonly embedding: {
    readonly discrepancy: number
    readonly realHalves: number
    readonly pValue: number
    readonly requests: number
  } | null
  /** Traces that call each tool. */
  readonly tools: ShareFidelity
  readonly tiers: ShareFidelity
  /** Production's failures as recorded, and of its live answers to the synthetic requests; null where one side has none. */
  readonly failures: {
    readonly real: FailureShare
    readonly synthetic: FailureShare
    readonly modes: readonly SharePair[]
  } | null
  /** Reported failures of the window and what became of their synthetic twins. */
  readonly flagged: {
    readonly reported: number
    /** A twin on which live production showed the failure mode again. */
    readonly reproduced: number
    /** No twin did. */
    readonly notReproduced: number
    /** The failure shows no mode that a rule can see, so that no twin can be verified. */
    readonly unverifiable: number
  }
}
