import type { AlphaPlan } from './alpha-plan.ts'
import type { AuditEvidence } from './audit.ts'
import type { BaselineHealth } from './baseline-health.ts'
import type { CrossCheck } from './calibration.ts'
import type { Coverage } from './coverage.ts'
import type { Decision } from './decision.ts'
import type { DriftReport } from './drift.ts'
import type { RunId, StratumId, TraceId } from './ids.ts'
import type { JudgeControls } from './judge-controls.ts'
import type { JudgedPair } from './judged-pair.ts'
import type { Filtered, Rejected } from './rejected.ts'
import type { Replay } from './replay.ts'
import type { Sample } from './sample.ts'
import type { Strata } from './strata.ts'
import type { StrataMap } from './strata-map.ts'
import type { SuiteReport } from './suite.ts'
import type { SyntheticReport } from './synthetic.ts'
import type { Trend } from './trend.ts'
import type { ModelChange, Weeks } from './weeks.ts'

/** What was read on one side. `unknownFinishes` counts the source's words for endings we do not know. */
export type IngestReport = {
  readonly side: 'baseline' | 'candidate' | 'adversarial'
  readonly accepted: number
  readonly rejected: readonly Rejected[]
  readonly filtered: { readonly [reason in Filtered['reason']]: number }
  readonly unknownFinishes: { readonly [word: string]: number }
}

/** How one kind of question is put to which model. */
export type JudgeManifest = {
  readonly asks: 'texts' | 'arguments'
  readonly provider: string
  /** The id that was asked for. */
  readonly model: string
  /** Id and version. */
  readonly rubric: string
  /** Of everything the rubric makes a judge read. */
  readonly rubricHash: string
  /** Votes at most. */
  readonly runs: number
  readonly settings: {
    readonly apiVersion: string | undefined
    readonly temperature: number | undefined
    /** What the model does not accept and was therefore not sent, with the reason. */
    readonly dropped: readonly string[]
    readonly reasoning?: string | undefined
    readonly maxOutputTokens?: number | undefined
  }
  /** Its agreement with people, as a sentence; absent when it was not measured as it is asked now. */
  readonly agreement?: string
}

/** Everything that determines a run, and what was substituted in it. No clock, path or key enters. */
export type Manifest = {
  /** Where reports link a trace to, with `{trace_id}` in it. */
  readonly traceUrl?: string
  readonly tidegateVersion: string
  readonly configHash: string
  /** Which of several candidates was under test; absent where there was one. */
  readonly candidateName?: string
  readonly seed: string
  readonly embeddingModel: string
  readonly judge: string
  /** The judge is not a language model: it decides what can be decided by rule, otherwise abstains. */
  readonly isJudgeLanguageModel: boolean
  /** Absent when rules alone decide. */
  readonly judges?: readonly JudgeManifest[] | undefined
  /** Who answered live, by side; absent: everything was recorded. */
  readonly live?:
    | { readonly candidate: string | undefined; readonly baseline: string | undefined }
    | undefined
  /** Rules of the user's whose scores are the outcomes; absent: those that were recorded. */
  readonly scorers?: readonly string[]
  readonly substitutions: readonly string[]
  readonly window: { readonly startMs: number; readonly endMs: number } | undefined
  readonly redactions: { readonly [entity: string]: number }
  /** The permanent set of failures as the run read it; absent where it is no chained set, or there is none yet. */
  readonly adversarialSet?: AdversarialSetState | undefined
}

export type AdversarialSetState = {
  readonly lines: number
  /** Erased ones too. */
  readonly entries: number
  readonly erased: number
  /** Of the last line, which covers all before it. */
  readonly hash: string
}

/** What became of the window's support-flagged traces after the run. */
export type AdversarialGrowth =
  | { readonly kind: 'grown'; readonly added: number; readonly present: number; readonly erased: number }
  /** The set is a plain file: nothing writes to it. */
  | { readonly kind: 'plain-file'; readonly flagged: number }
  /** The set could not be written to; a warning of the run says why. */
  | { readonly kind: 'refused'; readonly flagged: number }

/** Candidate ids that met no baseline, and baseline ids the candidate lacks. */
export type Unmatched = {
  readonly candidateOnly: readonly TraceId[]
  readonly baselineOnly: readonly TraceId[]
}

/** An amount before it is spent, integer pico-dollars. */
export type CostInterval = { readonly low: number; readonly expected: number; readonly high: number }

/** Wall-clock facts, kept apart because they differ between two runs of the same seed. */
export type StageTiming = { readonly stage: string; readonly durationMs: number; readonly items: number }

export type Evaluation = {
  readonly runId: RunId
  readonly manifest: Manifest
  readonly ingest: readonly IngestReport[]
  readonly unmatched: Unmatched
  readonly strata: Strata
  /** This window seen from the last model, and the model kept for the next one. */
  readonly weeks?: Weeks
  readonly model?: { readonly modelId: string; readonly change: ModelChange }
  /** Undefined without an earlier week. */
  readonly drift?: DriftReport | undefined
  readonly sample: Sample
  /** How much of the traffic the sample speaks for, and a configured suite; absent in results of earlier versions. */
  readonly coverage?: { readonly sample: Coverage; readonly suite?: Coverage }
  /** The configured suite's scores beside the traffic's; absent without one. */
  readonly suite?: SuiteReport | undefined
  /** What the synthetic requests rest on; absent where real ones were replayed. */
  readonly synthetic?: SyntheticReport
  /** What the run was going to cost, 90 in 100 times within the interval; absent when nothing costs anything. */
  readonly forecast?: CostInterval | undefined
  /** Absent where nobody asked for one. */
  readonly map?: StrataMap | undefined
  readonly replays: readonly Replay[]
  readonly pairs: readonly JudgedPair[]
  /** What the judge's answers to the control items show; absent for a judge that is no language model. */
  readonly controls?: JudgeControls | undefined
  /** What a second judge said of a random subset; absent when none was due. */
  readonly crossCheck?: CrossCheck | undefined
  /** Spread of the paired differences per stratum, for the `neyman` allocation of later weeks. */
  readonly spreads?: readonly {
    readonly stratumId: StratumId
    readonly count: number
    readonly variance: number
  }[]
  readonly decision: Decision
  /** The part of the error rates the decision used, and the runs it extends; absent in results of earlier versions. */
  readonly alphaPlan?: AlphaPlan
  /** Names the drawn traces: 16 hexadecimal digits; absent likewise. */
  readonly sampleDigest?: string
  /** How production itself did, whatever the candidate did. */
  readonly baseline?: BaselineHealth
  /** The last windows of the store with this one; absent where no store was asked. It is no part of the result. */
  readonly trend?: Trend | undefined
  /** What people say of the judge; absent while nobody labelled anything and nothing is overdue. */
  readonly audit?: AuditEvidence | undefined
  /** Absent while the run has not ended, and where the config names no set. */
  readonly adversarialGrowth?: AdversarialGrowth | undefined
  /** Integer pico-dollars spent by this run; undefined when a price is unknown. */
  readonly costPicoUsd: number | undefined
  readonly timings: readonly StageTiming[]
}
