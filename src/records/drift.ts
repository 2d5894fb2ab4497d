import type { StratumId } from './ids.ts'

export type CountedStratum = {
  readonly stratumId: StratumId
  readonly kind: 'cluster' | 'noise'
  readonly label: string
  readonly count: number
}

/** How the traces of one window fall into the strata of one assignment rule. */
export type ShareCounts = {
  /** Every stratum of the rule, empty ones included. */
  readonly strata: readonly CountedStratum[]
  /**
   * The same traces by day of the window, in day order; `counts` in the order of `strata`. Traces without a time are in no day.
   * Only their spread from day to day is used.
   */
  readonly days: readonly { readonly day: string; readonly counts: readonly number[] }[]
}

/** How loudly a finding speaks: 5% false-discovery rate for a report, 1% for waking somebody up. */
export type DriftLevel = 'none' | 'report' | 'page'

export type Interval = readonly [number, number]

/** A share of one window, a fraction, with its 95% interval. */
export type WindowShare = { readonly count: number; readonly share: number; readonly interval: Interval }

/** What became of the share of one stratum. */
export type ShareDrift = {
  readonly stratumId: StratumId
  readonly kind: 'cluster' | 'noise'
  readonly label: string
  readonly reference: WindowShare
  readonly current: WindowShare
  /** Current share over reference share; null when the reference has none. */
  readonly ratio: number | null
  /** 95%, of the ratio with half a trace added to either side: finite and above 0 even for an empty stratum. */
  readonly ratioInterval: Interval
  /** Logarithm of that ratio, and its standard error with overdispersion. */
  readonly logRatio: number
  readonly standardError: number
  /** Two-sided. */
  readonly pValue: number
  /** After Benjamini-Hochberg over the strata large enough to alert; null for the others. */
  readonly adjustedPValue: number | null
  /** `none` unless it drifted; `appeared` and `vanished`: twenty times the other window's share, or more. */
  readonly change: 'none' | 'grown' | 'shrunk' | 'appeared' | 'vanished'
  readonly level: DriftLevel
}

/** A number that describes the distance of two windows; it never raises an alert. */
export type DriftDescription = {
  /** Null when infinite: a stratum is empty in one window alone. */
  readonly value: number | null
  /** Simultaneous 95%; null together with the value. */
  readonly interval: Interval | null
}

/** A cluster of this window's refit, as counted by the rule that assigned both windows. */
export type RefitCluster = {
  readonly label: string
  /** Traces of the current window in the cluster. */
  readonly size: number
  /** How many of them the assignment rule had left unassigned. */
  readonly fromUnassigned: number
  /** Traces of the reference window that would fall into the cluster. */
  readonly referenceCount: number
}

/** A refit cluster drawn from traffic no known stratum covers. */
export type NewIntent = RefitCluster & {
  /** fromUnassigned / size, and its 95% interval. */
  readonly unassignedShare: number
  readonly unassignedInterval: Interval
  readonly share: number
  readonly shareInterval: Interval
  /** Current share minus reference share with its 95% interval: above 0 when the intent was not always there. */
  readonly growth: number
  readonly growthInterval: Interval
  readonly pValue: number
  readonly adjustedPValue: number
  readonly level: DriftLevel
}

/** Whether the requests inside one stratum changed, its share apart. */
export type WithinShift = {
  readonly stratumId: StratumId
  readonly label: string
  /** Vectors compared on either side. */
  readonly referenceSize: number
  readonly currentSize: number
  /** Chance that a classifier ranks a current request above a reference one; .5 when nothing changed. 95% interval. */
  readonly areaUnderCurve: number
  readonly areaInterval: Interval
  /** Squared maximum mean discrepancy, unbiased: around 0 when nothing changed. */
  readonly discrepancy: number
  /** 95% of the values it takes when nothing changed. */
  readonly discrepancyByChance: Interval
  readonly pValue: number
  readonly adjustedPValue: number
  readonly isShift: boolean
}

/** Two windows compared on one assignment. */
export type DriftReport = {
  /** The loudest of the findings below. */
  readonly level: DriftLevel
  /** Plain sentences, the most important first. */
  readonly reasons: readonly string[]
  readonly referenceSize: number
  readonly currentSize: number
  /** Variance of the counts over that of independent draws; null interval when it could not be estimated and is taken as 1. */
  readonly overdispersion: {
    readonly factor: number
    readonly interval: Interval | null
    readonly degreesOfFreedom: number
  }
  /** What drifted first, then by p-value. */
  readonly shares: readonly ShareDrift[]
  /** One test of all shares together; null when there is only one stratum. It informs, the strata alarm. */
  readonly global: {
    readonly statistic: number
    readonly degreesOfFreedom: number
    readonly pValue: number
    readonly isShift: boolean
    /** Strata with less than one expected trace in a window are tested as one. */
    readonly pooledStrata: number
  } | null
  readonly descriptions: {
    readonly populationStabilityIndex: DriftDescription
    /** Bits. */
    readonly jensenShannon: DriftDescription
    readonly totalVariation: DriftDescription
  }
  /** Null when no refit was compared. */
  readonly newIntents: readonly NewIntent[] | null
  /** Null when no vectors were compared. */
  readonly within: readonly WithinShift[] | null
}
