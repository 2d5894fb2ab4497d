import type { RunId, StratumId, TraceId } from './ids.ts'

/** What a run said of the candidate on one pair, all endpoints together; `unresolved`: nothing, or no two votes agreed. */
export type AuditVerdict = 'loss' | 'tie' | 'win' | 'unresolved'

/** What a person reads: all of it redacted. */
export type AuditTexts = { readonly request: string; readonly baseline: string; readonly candidate: string }

/** One pair that people are to look at. */
export type AuditItem = {
  /** 16 hexadecimal digits, a function of run and trace. */
  readonly itemId: string
  readonly traceId: TraceId
  readonly stratumId: StratumId
  readonly verdict: AuditVerdict
  /** The run found the candidate worse on this pair, or saw it fail in a way that a rule can see. */
  readonly isFlagged: boolean
  /** What the judge said of the texts, half-net: -0.5, 0 or 0.5; null where it said nothing. */
  readonly preference: number | null
  /** Chance of the trace to be in the run's sample, in (0, 1]. */
  readonly drawProbability: number
  /** Chance of the pair to be audited once it is in the sample, in (0, 1]. */
  readonly auditProbability: number
  /** Absent where the run kept no answers. */
  readonly texts?: AuditTexts
}

/** All pairs the items were drawn from, as columns; one element per pair. */
export type AuditFrame = {
  /** 1 / chance to be in the run's sample. */
  readonly weights: readonly number[]
  readonly flagged: readonly boolean[]
  readonly preferences: readonly (number | null)[]
}

/** What one run gives people to look at. Items come in random order: the first ones are a random part of all. */
export type AuditQueue = {
  readonly runId: RunId
  /** Unix epoch, milliseconds. */
  readonly drawnAtMs: number
  readonly seed: string
  /** The run's judge: only what one judge said is pooled. */
  readonly judge: string
  /** Traces the run's sample stands for. */
  readonly populationSize: number
  readonly frame: AuditFrame
  readonly items: readonly AuditItem[]
}

/** `skewed`: people and judge differ in one direction. `blocks`: by more than a judge-only PASS may be off. */
export type SkewAlarm = 'none' | 'skewed' | 'blocks'

export type JudgeSkew = {
  /** Mean of people minus judge over the traffic, half-net: below 0 the judge favours the candidate. */
  readonly mean: number
  /** 95%, Student's t. */
  readonly interval: readonly [number, number]
  readonly labels: number
  readonly alarm: SkewAlarm
}

/** What people's labels of the last weeks say of the judge of a run. Null: too few labels to say it. */
export type AuditEvidence = {
  /** Judge and rubric the labels are of; those of others are counted apart and used for nothing. */
  readonly series: string
  /** Labelled items of this series and of others, over eight weeks. */
  readonly labels: number
  readonly otherLabels: number
  /** Over eight weeks, and over the last seven days. */
  readonly skew: JudgeSkew | null
  readonly skewOfWeek: JudgeSkew | null
  /** What the judge's difference is moved by: PPI++ over eight weeks less the judge alone over the same pairs. */
  readonly correction: {
    /** Half-net. */
    readonly shift: number
    readonly standardError: number
    readonly labels: number
    readonly runs: number
    /** How far PPI++ believes the judge, in [0, 1]. */
    readonly lambda: number
  } | null
  /** Items drawn one to two weeks ago that should be labelled by now, when fewer are. */
  readonly overdue: { readonly labelled: number; readonly wanted: number } | null
}

/** Everything people were given and said, as it is kept beside the store. */
export type AuditHistory = {
  readonly queues: readonly AuditQueue[]
  /** Oldest first; of two labels of one person for one item the later one counts. */
  readonly labels: readonly AuditLabel[]
}

export const AUDIT_PREFERENCES = ['candidate', 'tie', 'baseline'] as const
export type AuditPreference = (typeof AUDIT_PREFERENCES)[number]

/** What one person says of one item; null: not said. At least one of the three answers is there. */
export type AuditLabel = {
  readonly itemId: string
  readonly rater: string
  /** Whose answer serves the user better. */
  readonly preference: AuditPreference | null
  /** Whether the candidate's / the baseline's answer fails the user. */
  readonly candidateFailed: boolean | null
  readonly baselineFailed: boolean | null
  /** A short name for the way the candidate fails. */
  readonly failureKind: string | null
  /** When it was imported: of two labels of one person the later one counts. Unix epoch, milliseconds. */
  readonly labelledAtMs: number
}
