/**
 * What the server says and is told: the only file of `src` that the page may import (types alone). Every answer is JSON;
 * text of traces in it is redacted and must be shown as text, never as markup. Times are Unix epoch milliseconds, money
 * is integer pico-dollars, shares are fractions, `null` means that nobody knows, never zero. Described for scripts by
 * `/api/openapi.json` and docs/api.md.
 */
import type { AuditEvidence, AuditVerdict } from '../records/audit.ts'
import type { Calibration } from '../records/calibration.ts'
import type { CandidateComparison } from '../records/candidate-comparison.ts'
import type { Coverage, CoveredShare } from '../records/coverage.ts'
import type {
  DecisionRule,
  FlagAttribution,
  Gates,
  Outcome,
  SequentialDecision,
} from '../records/decision.ts'
import type { DriftReport } from '../records/drift.ts'
import type { AdversarialGrowth, AdversarialSetState } from '../records/evaluation.ts'
import type { FailureMode } from '../records/failure-mode.ts'
import type { InterimEstimate } from '../records/interim-estimate.ts'
import type { JudgeFlag } from '../records/judge-flag.ts'
import type { Tier } from '../records/judged-pair.ts'
import type { SuiteReport } from '../records/suite.ts'
import type { Endpoint, VerdictBasis } from '../records/verdict.ts'
import type { UnusableReason, VoteChoice, VoteOrder } from '../records/vote.ts'
import type { Weeks } from '../records/weeks.ts'
import type { AuditReport } from '../stages/audit/audit-report.ts'

/** Of every answer with a status of 400 and more. */
export type ApiError = {
  readonly error: {
    /** `bad-request`, `unauthorized`, `forbidden`, `not-found`, `too-large`, `unsupported`, `unavailable`, `internal`. */
    readonly code: string
    readonly message: string
  }
}

/** Bounds, estimates and the like: null where nothing could be estimated. */
export type ApiInterval = readonly [low: number, high: number] | null

/** GET /api/health */
export type ApiHealth = {
  readonly status: 'ok'
  readonly version: string
  readonly nowMs: number
  readonly runs: number
  /** Null: this server does not receive traces. */
  readonly receiver: ReceiverStatus | null
}

export type ReceiverStatus = {
  /** Since the server started; likewise below. */
  readonly acceptedSpans: number
  readonly rejectedSpans: number
  readonly acceptedLogRecords: number
  /** Requests refused because the spool was full. */
  readonly refusedRequests: number
  readonly storedTraces: number
  /** Traces whose spans held no conversation, by reason. */
  readonly skippedTraces: { readonly [reason: string]: number }
  /** Spans and log records that came after their trace was closed: not in the store. */
  readonly lateSpans: number
  /** Traces that still wait for the quiet period. */
  readonly openTraces: number
  readonly spoolBytes: number
  readonly spoolLimitBytes: number
  /** What stopped the drainer; null while it works. */
  readonly problem: string | null
}

export type RunState = 'running' | 'finished' | 'interrupted' | 'failed'

export type ApiWindow = { readonly startMs: number; readonly endMs: number }

/** One endpoint of the global gate: the traffic-weighted mean paired difference, candidate minus baseline. */
export type RunEndpoint = {
  readonly endpoint: Endpoint
  readonly estimate: number | null
  readonly interval: ApiInterval
  readonly n: number
}

export type RunSummary = {
  readonly runId: string
  readonly state: RunState
  readonly startedAtMs: number
  readonly finishedAtMs: number | null
  readonly configHash: string
  readonly seed: string
  /** Null until it finished, likewise the rest. */
  readonly outcome: Outcome | null
  /** `HOLD: …`, the first line of every report. */
  readonly headline: string | null
  readonly window: ApiWindow | null
  readonly endpoints: readonly RunEndpoint[]
  readonly populationSize: number | null
  readonly sampleSize: number | null
  readonly costPicoUsd: number | null
  readonly judge: string | null
  readonly tidegateVersion: string | null
  /** Pairs that can be read with `/pairs`; 0 for runs of versions that kept none. */
  readonly pairs: number
  readonly hasMap: boolean
  /** Which of several candidates it was; null where there was one. */
  readonly candidateName: string | null
}

/** GET /api/runs/{id}/comparison: the decision over all candidates. 404 for a run of a single one. */
export type RunComparison = CandidateComparison & {
  readonly kind: 'tidegate-candidates'
  readonly exitCode: number
}

/** GET /api/runs?cursor&limit (at most 200, default 50), newest first. */
export type RunList = { readonly runs: readonly RunSummary[]; readonly next: string | null }

/** GET /api/runs/{id}. 404 when there is none. */
export type RunDetail = {
  readonly run: RunSummary
  /** The JSON report, docs/result-format.md; null until the run finished. */
  readonly report: RunReport | null
}

/** The parts of docs/result-format.md that the page shows; the object holds all of them. */
export type RunReport = {
  readonly kind: 'tidegate-result'
  readonly schemaVersion: number
  readonly runId: string
  readonly outcome: Outcome
  readonly exitCode: number
  readonly reasons: readonly string[]
  readonly rule: DecisionRule
  readonly byRule: { readonly [rule in DecisionRule]: Outcome } | null
  readonly sequential: SequentialDecision | null
  readonly gates: Gates
  /** Which flag states carry what regressed; likewise absent or null in results of versions without it, as below. */
  readonly flagAttribution?: readonly FlagAttribution[] | null
  readonly coverage?: { readonly sample: Coverage | null; readonly suite: Coverage | null } | null
  readonly suite?: SuiteReport | null
  readonly audit?: AuditEvidence | null
  readonly adversarialGrowth?: AdversarialGrowth | null
  readonly weeks?: Weeks | null
  /** Where traces whose recorded outcome changed are seen, by id. */
  readonly traceLinks?: { readonly [traceId: string]: string } | null
  readonly sample: {
    readonly population: number
    readonly size: number
    readonly seed: string
    readonly allocation: string
    readonly strata: readonly ReportStratum[]
    readonly notes: readonly string[]
  }
  readonly pairs: { readonly traffic: number; readonly adversarial: number }
  /** Votes, their costs and cache hits, the control items; null when no judge was asked. */
  readonly judge: { readonly [field: string]: unknown } | null
  readonly replay: { readonly [side in 'baseline' | 'candidate']: ReplayCounts }
  readonly rejected: { readonly total: number }
  readonly drift: DriftReport | null
  readonly unmatched: { readonly candidateOnly: readonly string[]; readonly baselineOnly: readonly string[] }
  readonly forecast: { readonly low: number; readonly expected: number; readonly high: number } | null
  readonly cost: { readonly picoUsd: number | null; readonly usd: number | null }
  readonly manifest: {
    readonly tidegateVersion: string
    readonly configHash: string
    readonly seed: string
    readonly embeddingModel: string
    readonly judge: string
    readonly isJudgeLanguageModel: boolean
    /** What stood in for a model that could not be reached: to be shown on top. */
    readonly substitutions: readonly string[]
    readonly window: ApiWindow | null
    readonly redactions: { readonly [entity: string]: number }
    readonly adversarialSet?: AdversarialSetState | null
    /** Where a trace is seen, with `{trace_id}` in it. */
    readonly traceUrl?: string
    /** Which of several candidates it was. */
    readonly candidateName?: string
  }
  readonly timing: {
    readonly stages: readonly {
      readonly stage: string
      readonly durationMs: number
      readonly items: number
    }[]
  }
}

export type ReportStratum = {
  readonly id: string
  readonly kind: 'cluster' | 'noise'
  readonly label: string
  readonly keywords: readonly string[]
  readonly population: number
  readonly share: number
  /** Traces sampled. */
  readonly size: number
  readonly persistence: number | null
}

export type ReplayCounts = {
  readonly completed: number
  readonly failed: { readonly error: number; readonly timeout: number; readonly missing: number }
  readonly diverged: number
}

/**
 * GET /api/runs/{id}/pairs?filter&stratum&mode&tool&tier&cursor&limit (limit at most 200, default 50). `different`: the
 * two answers are not equal; `failures`: the candidate shows a failure mode the baseline does not; `flagged`: one of the
 * answers carries a judge flag or support had flagged the request. `cursor`: position of the first pair to give, as
 * `next` said it.
 */
export const PAIR_FILTERS = ['all', 'different', 'lost', 'won', 'unresolved', 'failures', 'flagged'] as const
export type PairFilter = (typeof PAIR_FILTERS)[number]

export type PairPage = {
  /** Of the filter with the other conditions applied. */
  readonly total: number
  /** Pairs per filter under the same other conditions. */
  readonly counts: { readonly [filter in PairFilter]: number }
  readonly pairs: readonly PairSummary[]
  /** Where a trace is seen in the tool it came from, with `{trace_id}` in it; null: the config names no such place. */
  readonly traceUrl: string | null
  readonly next: string | null
}

export type PairSummary = {
  /** In the run, from 0: what `/pairs/{position}` takes. */
  readonly position: number
  readonly traceId: string
  readonly origin: 'traffic' | 'adversarial'
  readonly stratumId: string | null
  /** All endpoints together. */
  readonly verdict: AuditVerdict
  readonly tags: readonly Exclude<PairFilter, 'all'>[]
  readonly tier: Tier
  readonly tools: readonly string[]
  readonly candidateModes: readonly FailureMode[]
  readonly baselineModes: readonly FailureMode[]
  /** First words of the request. */
  readonly request: string
}

/** GET /api/runs/{id}/pairs/{position} */
export type PairView = PairSummary & {
  readonly flags: { readonly [flag: string]: string }
  /** What both sides were asked, before the first turn that either answered. */
  readonly requestMessages: readonly ApiMessage[]
  readonly baseline: ApiAnswer
  readonly candidate: ApiAnswer
  readonly verdicts: readonly ApiVerdict[]
  /** The next and the previous pair of the same filter are the client's to find. */
  readonly weight: number | null
}

export type ApiAnswer =
  | {
      readonly kind: 'completed'
      /** Everything after the request. */
      readonly messages: readonly ApiMessage[]
      readonly model: string | null
      readonly latencyMs: number | null
      readonly costPicoUsd: number | null
      readonly finish: string | null
      /** Turn, from 0, that called what the recording has no result for. */
      readonly divergedAt: number | null
    }
  | { readonly kind: 'failed'; readonly reason: 'error' | 'timeout' | 'missing' }

export type ApiMessage = {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly text: string
  readonly calls: readonly ApiCall[]
  /** Of an assistant message. */
  readonly finishReason: string | null
  /** Of a tool message. */
  readonly callId: string | null
  readonly isError: boolean
}

export type ApiCall = {
  readonly id: string | null
  readonly name: string
  /** JSON with two spaces of indentation, or the raw text of what is no JSON object. */
  readonly arguments: string
  readonly isParsed: boolean
}

export type ApiVerdict = {
  readonly endpoint: Endpoint
  readonly kind: 'scored' | 'abstained' | 'failed' | 'not-asked' | 'not-applicable'
  readonly basis: VerdictBasis | null
  readonly baselineScore: number | null
  readonly candidateScore: number | null
  readonly isUnresolved: boolean
  /** The reason, or the error of a failed one. */
  readonly reason: string
  readonly confidence: number | null
  readonly flags: readonly JudgeFlag[]
  readonly votes: readonly ApiVote[]
}

export type ApiVote = {
  readonly judge: string
  readonly index: number
  readonly order: VoteOrder
  /** Null: not usable. */
  readonly choice: VoteChoice | null
  readonly reason: string
  readonly unusable: UnusableReason | null
  readonly cached: 'no' | 'exact' | 'semantic'
  readonly costPicoUsd: number | null
}

/**
 * GET /api/runs/{id}/map. Columns, one element per point (a distinct request); 404 when the run kept none. The wider
 * direction spans [0, 1], the other [0, `height`].
 */
export type RunMap = {
  readonly requests: number
  /** Points that the layout itself placed; the others stand among their neighbours. Absent in maps of earlier versions. */
  readonly laidOut?: number
  readonly height: number
  readonly x: readonly number[]
  readonly y: readonly number[]
  /** Position in `strata`. */
  readonly stratum: readonly number[]
  /** Traces that asked this. */
  readonly count: readonly number[]
  /** One of them: `/api/traces?id=` shows it. */
  readonly traceId: readonly string[]
  /** Points of sampled traces, with the position of their pair and how the candidate fared. */
  readonly sampled: readonly {
    readonly point: number
    readonly pair: number
    readonly verdict: AuditVerdict
    /** The candidate shows a failure mode the baseline does not. */
    readonly isFailure: boolean
  }[]
  readonly strata: readonly {
    readonly id: string
    readonly kind: 'cluster' | 'noise'
    readonly label: string
    readonly share: number
  }[]
}

/** GET /api/traces?id: production's trace as the store has it. */
export type TraceView = {
  readonly traceId: string
  readonly startedAtMs: number | null
  readonly model: string | null
  readonly flags: { readonly [flag: string]: string }
  readonly supportReason: string | null
  readonly messages: readonly ApiMessage[]
}

export type IntentName = { readonly id: string; readonly label: string }

/** GET /api/drift: what every run said of its window against the model before it, newest first. */
export type DriftList = {
  readonly runs: readonly {
    readonly runId: string
    readonly finishedAtMs: number | null
    readonly window: ApiWindow | null
    readonly report: DriftReport
    /** New, vanished, split and merged intents; null in results of versions without it. */
    readonly weeks: Weeks | null
    /** Intents of the window by the ids in `weeks`; those of before are in `report.shares`. */
    readonly intents: readonly IntentName[]
  }[]
}

/** GET /api/drift/compare?from&to: two windows, each a date (its last day, YYYY-MM-DD) or a run. Takes seconds. */
export type DriftComparison = {
  readonly from: string
  readonly to: string
  readonly substitutions: readonly string[]
  readonly report: DriftReport
  /** New, vanished, split and merged intents. */
  readonly weeks: Weeks
  /** Intents of the later window by the ids in `weeks`; those of before are in `report.shares`. */
  readonly intents: readonly IntentName[]
}

/** GET /api/trend: finished runs, oldest first. */
export type Trend = {
  readonly points: readonly {
    readonly runId: string
    readonly candidateName: string | null
    readonly finishedAtMs: number
    readonly window: ApiWindow | null
    readonly outcome: Outcome
    /** Share of the traffic the sample speaks for; null where it was not measured. */
    readonly coverage: CoveredShare | null
    readonly endpoints: readonly RunEndpoint[]
    readonly costPicoUsd: number | null
    readonly judge: string
    /** Share of baseline and candidate answers with each mode. */
    readonly modes: readonly {
      readonly mode: FailureMode
      readonly baseline: number
      readonly candidate: number
      readonly n: number
    }[]
  }[]
}

/** GET /api/audits?rater&run: the newest run's queue unless one is named. Blind: neither verdict nor side is in it. */
export type AuditDesk = {
  /** Null: no run has drawn anything. */
  readonly runId: string | null
  readonly runs: readonly {
    readonly runId: string
    readonly drawnAtMs: number
    readonly items: number
    readonly labelled: number
  }[]
  readonly week: { readonly drawn: number; readonly labelled: number; readonly wanted: number }
  readonly items: readonly BlindItem[]
  /** Raters with the number of items they labelled in this queue. */
  readonly raters: readonly { readonly rater: string; readonly labelled: number }[]
  /** `tidegate audit report --json`: agreement, missed failures, skew of the judge. */
  readonly report: AuditReport
}

export type BlindItem = {
  readonly itemId: string
  readonly request: string
  readonly answerA: string
  readonly answerB: string
  /** What this rater said; null: nothing yet, or no rater was named. */
  readonly mine: ItemLabel | null
  /** Other raters that have labelled it. */
  readonly otherRaters: number
}

export type ItemLabel = {
  readonly better: 'A' | 'B' | 'tie' | null
  readonly aFailed: boolean | null
  readonly bFailed: boolean | null
  /** Of a failure: lower-case letters, digits and hyphens. */
  readonly failureKind: string | null
}

/** POST /api/audits/labels. Answers `LabelResult`. At least one of `better`, `aFailed`, `bFailed` is not null. */
export type PostLabel = ItemLabel & { readonly itemId: string; readonly rater: string }

export type LabelResult = {
  /** False: it said what was known. */
  readonly isNew: boolean
  /** What was hidden until now. */
  readonly revealed: {
    readonly candidate: 'A' | 'B'
    readonly verdict: AuditVerdict
    readonly isFlagged: boolean
    readonly traceId: string
    readonly stratumId: string
  }
}

/** GET /api/adversarial */
export type AdversarialSet = {
  /** `unconfigured`: the config names no set. */
  readonly kind: 'unconfigured' | 'absent' | 'plain' | 'intact' | 'broken'
  /** What is wrong with a broken one. */
  readonly problem: string | null
  readonly rows: readonly {
    readonly line: number
    readonly traceId: string
    readonly origin: string
    readonly weight: number | null
    readonly addedAtMs: number
    readonly erasedAtMs: number | null
  }[]
}

/** POST /api/adversarial: keeps production's trace of the store. Answers `AddedToSet`. */
export type PostAdversarial = {
  readonly traceId: string
  readonly origin: 'support-flag' | 'audit'
  readonly reason: string | null
}

/** `unknown`: the store has no trace of production with this id. */
export type AddedToSet = { readonly result: 'added' | 'present' | 'erased' | 'unknown' }

/** GET /api/budget */
export type BudgetView = {
  readonly window: { readonly kind: string; readonly startMs: number; readonly endMs: number | null }
  readonly capPicoUsd: number | null
  readonly settledPicoUsd: number
  readonly reservedPicoUsd: number
  readonly uncertainPicoUsd: number
  readonly leftPicoUsd: number | null
  readonly estimatedCalls: number
  readonly lines: readonly {
    readonly purpose: string
    readonly provider: string
    readonly model: string
    readonly settledPicoUsd: number
    readonly calls: number
  }[]
  /** A call that cost more than its worst case stopped all spending. */
  readonly frozen: {
    readonly atMs: number
    readonly provider: string
    readonly model: string
    readonly worstPicoUsd: number
    readonly costPicoUsd: number
  } | null
}

/** GET /api/calibrations */
export type CalibrationList = { readonly calibrations: readonly Calibration[] }

/** GET /api/schedule: the runs this server starts by itself. */
export type ApiSchedule = {
  /** Null: the config has no `schedule.cron`. */
  readonly schedule: ScheduleView | null
}

export type ScheduleView = {
  readonly cron: string
  readonly timeZone: string
  /** Null: it never comes again. */
  readonly nextAtMs: number | null
  /** Due and not ended; `isRunning` false: it waits for a run of another process. */
  readonly pending: { readonly dueAtMs: number; readonly isRunning: boolean } | null
  /** The newest run that was started. */
  readonly last: {
    readonly dueAtMs: number
    readonly startedAtMs: number
    /** Null: it runs, or was broken off. */
    readonly endedAtMs: number | null
    /** As of `tidegate run`; null also when a signal ended it. */
    readonly exitCode: number | null
  } | null
  /** Newest first, at most twenty. */
  readonly skipped: readonly {
    readonly dueAtMs: number
    /** `overlap`: a run was still under way. `missed`: nothing ran here, and then it was too late or a newer one was due. */
    readonly reason: 'overlap' | 'missed'
    readonly atMs: number
  }[]
}

/** GET /api/live: runs under way in other processes, as they last said of themselves. */
export type LiveRuns = {
  readonly runs: readonly {
    readonly startedAtMs: number
    readonly updatedAtMs: number
    readonly configHash: string
    readonly stages: readonly {
      readonly stage: string
      readonly done: number
      readonly total: number | null
      readonly isFinished: boolean
    }[]
    /**
     * The difference so far, by endpoint, with two one-sided 95% bounds that hold however often one looks; empty below
     * 100 pairs. It decides nothing.
     */
    readonly interim: readonly InterimEstimate[]
  }[]
}
