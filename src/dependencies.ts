import type { EmbeddingModel } from './models/embedding-model.ts'
import type { LexicalModel } from './models/lexical-model.ts'
import type { PriceMode } from './models/prices/cost-of.ts'
import type { PriceRow } from './models/prices/price-table.ts'
import type { RedactText } from './privacy/redact-text.ts'
import type { AuditHistory } from './records/audit.ts'
import type { JudgeManifest } from './records/evaluation.ts'
import type { InterimEstimate } from './records/interim-estimate.ts'
import type { JudgeControls } from './records/judge-controls.ts'
import type { RewriteRequest } from './stages/generate/make-attacks.ts'
import type { IngestIo } from './stages/ingest/ingest-io.ts'
import type { Judge } from './stages/judge/judge-model.ts'
import type { Answerer } from './stages/replay/answerer.ts'
import type { Scorer } from './stages/replay/scorer.ts'
import type { UserSimulator } from './stages/replay/user-simulator.ts'
import type { LabelStratum } from './stages/stratify/describe-strata.ts'
import type { PointSearch } from './stages/stratify/plain-search.ts'
import type { RealTextGuard } from './stages/synthesise/real-text-guard.ts'
import type { RewordRequest } from './stages/synthesise/synthesise.ts'
import type { LedgerReading } from './store/ledger/adversarial-ledger.ts'
import type { RunStore } from './store/run-store.ts'

/** What a stage tells whoever watches. `total` is undefined while it is not known. */
export type ProgressEvent = {
  readonly kind: 'started' | 'advanced' | 'finished'
  readonly stage: string
  readonly done: number
  readonly total: number | undefined
}

/** The sides that answer when they are asked. */
export type LiveSides = {
  /** Absent: the candidate's recorded traces are read. */
  readonly candidate?: Answerer | undefined
  /** Absent: what production recorded. */
  readonly baseline?: Answerer | undefined
  /** Plays the user and the tools where a trajectory leaves the recording. */
  readonly userSimulator?: UserSimulator | undefined
  /** A signal that aborts after so many milliseconds. */
  readonly deadline: (ms: number) => AbortSignal
}

/** A model with what its calls cost. */
export type PricedModel = {
  readonly row: PriceRow
  /** The lifetime of the provider's cache that input can be written to; undefined: none is. */
  readonly cacheLifetime: string | undefined
}

/** What a run is going to be billed by; models that cost nothing, or nobody knows what, are absent. */
export type Pricing = {
  /** Of the window's budget, integer pico-dollars; undefined: no cap. */
  readonly leftPicoUsd: () => number | undefined
  readonly judge?:
    | (PricedModel & {
        /** Bytes of the rubric and everything else that every vote carries. */
        readonly everyCallBytes: number
        readonly controlItems: number
        readonly mode: PriceMode
      })
    | undefined
  readonly candidate?: PricedModel | undefined
  readonly baseline?: PricedModel | undefined
}

/** What `privacy.mode: synthetic` needs beside the rest. */
export type SyntheticParts = {
  /** Behind `redactText`: armed with the real texts of the window, it keeps them out of answers. */
  readonly guard: RealTextGuard
  /** Redacts real traces, which stay in memory: to tokens, never to the vault, and without the guard. */
  readonly redactReal: RedactText
  /** Words synthetic requests anew; absent: the grammar alone does. */
  readonly reword?: RewordRequest | undefined
}

/** Everything outside the run itself: `evaluate` reads no clock, environment, network or randomness that is not here. */
export type Dependencies = {
  readonly io: IngestIo
  /** Ids that hold a card or account number are refused, since ids are not redacted. */
  readonly isForbiddenId: (id: string) => boolean
  readonly store: RunStore
  /** Reads the adversarial set; absent: it is read as a plain file of traces. */
  readonly readAdversarialSet?: (() => LedgerReading) | undefined
  /** What people were given to label and said, of all runs; absent: nobody was asked. */
  readonly auditHistory?: (() => Promise<AuditHistory>) | undefined
  readonly redactText: RedactText
  /** Present under `privacy.mode: synthetic` alone. */
  readonly synthetic?: SyntheticParts | undefined
  readonly embeddingModel: EmbeddingModel
  readonly lexicalModel: LexicalModel | undefined
  /** Integer pico-dollars the models handed in here have cost so far; absent: none of them costs anything. */
  readonly spentPicoUsd?: (() => number) | undefined
  /** Finds neighbours and spanning trees; undefined: in plain TypeScript, for small populations. */
  readonly search?: PointSearch | undefined
  /** Distinct requests that are clustered at most, of more a sample is; default 100,000 (`MOST_FITTED`). */
  readonly mostFitted?: number | undefined
  /** Absent: every answer is recorded. */
  readonly live?: LiveSides | undefined
  /** Absent: nothing is forecast and no sample is made smaller. */
  readonly pricing?: Pricing | undefined
  /** Rules of the user's in the place of recorded outcomes; absent: those that are recorded count. */
  readonly scorers?: readonly Scorer[] | undefined
  readonly judge: Judge
  /** Of a judge that is a language model. */
  readonly judgeChecks?:
    | {
        readonly manifest: readonly JudgeManifest[]
        /** Asks the control items. */
        readonly check: () => Promise<JudgeControls>
        /** Another judge that is due to check this one on a random subset. */
        readonly secondary?: { readonly judge: Judge } | undefined
        /** Asked in batch jobs: everything that can be asked is asked at once. */
        readonly isBatched?: boolean | undefined
      }
    | undefined
  /** Lay out a map of the requests; absent: no, it takes seconds. */
  readonly withMap?: boolean | undefined
  /** Names strata in `describePopulation`; absent: their keywords do. */
  readonly labelStratum?: LabelStratum | undefined
  /** Words requests anew in `generateAttacks`; absent: mutators alone do. */
  readonly rewriteRequest?: RewriteRequest | undefined
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
  /** Told what a user must see although the run goes on. */
  readonly onWarning: (warning: string) => void
  readonly onProgress: (event: ProgressEvent) => void
  /** Told now and then what the pairs judged so far say; absent: nobody watches. */
  readonly onInterim?: ((estimates: readonly InterimEstimate[]) => void) | undefined
  readonly signal: AbortSignal
  /** The package's version, for the manifest. */
  readonly version: string
  /** What stands in for a model that the config names, in words a reader understands. */
  readonly substitutions: readonly string[]
}
