/** What counts as drift. */
export type DriftPolicy = {
  /** Relative change of a share, > 0, that is worth telling; the article's is .15. */
  readonly threshold: number
  /** A stratum below this share in both windows raises no alert. */
  readonly smallestShare: number
  /** False-discovery rates: adjusted p-values below them report, or page. */
  readonly reportLevel: number
  readonly pageLevel: number
  /** Level of the one test of all shares together. */
  readonly globalLevel: number
  readonly newIntent: {
    /** Share of a refit cluster that the assignment had left unassigned, at least. */
    readonly unassignedShare: number
    /** Traces, at least; and share of the window, at least. */
    readonly smallestSize: number
    readonly smallestShare: number
  }
  /** False-discovery rate of shifts inside strata; small, since the shares spend most of one false alarm in 20 weeks. */
  readonly withinLevel: number
}

/** The policy of a config that says nothing: statistics note, section 5. */
export const DEFAULT_DRIFT_POLICY: DriftPolicy = {
  threshold: 0.15,
  smallestShare: 0.01,
  reportLevel: 0.05,
  pageLevel: 0.01,
  globalLevel: 0.01,
  newIntent: { unassignedShare: 0.6, smallestSize: 30, smallestShare: 0.005 },
  withinLevel: 0.01,
}
