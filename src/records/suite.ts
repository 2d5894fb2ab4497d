import type { Coverage } from './coverage.ts'
import type { Rejected } from './rejected.ts'
import type { TraceOf } from './trace.ts'

/** Who wrote the answer a suite item carries: production or an earlier run, the suite's author, or nobody. */
export type SuiteAnswer = 'recording' | 'reference' | 'nobody'

/** One case of a static suite. */
export type SuiteItem<T extends string> = {
  /** The request and, unless nobody wrote one, the answer as its last messages. */
  readonly trace: TraceOf<T>
  readonly answeredBy: SuiteAnswer
  /** What the suite's own run gave it, in [0, 1]; undefined when the file does not say. */
  readonly score: number | undefined
}

export type SuiteFormat = 'canonical' | 'promptfoo' | 'inspect' | 'csv'

export type Suite<T extends string> = {
  /** Name of the file, without its folder. */
  readonly name: string
  readonly format: SuiteFormat
  readonly items: readonly SuiteItem<T>[]
  readonly rejected: readonly Rejected[]
}

/** How many of so many answers show no failure mode. */
export type PassCount = { readonly passed: number; readonly of: number }

/** What a static suite says of the candidate, beside what the traffic says. Absent numbers are null, never zero. */
export type SuiteReport = {
  readonly name: string
  readonly format: SuiteFormat
  readonly items: number
  readonly rejected: number
  /** Items by who wrote their answer. */
  readonly answeredBy: { readonly [who in SuiteAnswer]: number }
  /** Mean of the scores the suite's file carries. */
  readonly historical: { readonly score: number; readonly items: number } | null
  /** Production's recorded answers, by the checks of this run. */
  readonly production: PassCount | null
  /** The candidate's recorded answers; `missing` items have none. Null for a candidate that answers live and was not asked. */
  readonly candidate: (PassCount & { readonly missing: number }) | null
  /** The same share of passed answers, weighted to the traffic; null where nothing was drawn from traffic. */
  readonly traffic: { readonly production: number; readonly candidate: number } | null
  readonly coverage: Coverage
}
