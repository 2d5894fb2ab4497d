import type { RedactedText } from '../../records/redacted-text.ts'
import type { Message, RedactedTrace, ToolCall } from '../../records/trace.ts'
import type { Vote } from '../../records/vote.ts'

/** Two turns that answer the same conversation with different calls, both valid: are they equivalent? */
export type CallQuestion = {
  readonly request: RedactedTrace
  /** The conversation both turns answer. */
  readonly prefix: readonly Message<RedactedText>[]
  readonly baselineCalls: readonly ToolCall<string>[]
  readonly candidateCalls: readonly ToolCall<string>[]
}

/** Two different texts that answer the same conversation: which is better? */
export type TextQuestion = {
  readonly request: RedactedTrace
  readonly prefix: readonly Message<RedactedText>[]
  readonly baselineText: string
  readonly candidateText: string
}

/** What a judge says about one question; scores in [0, 1] on the scale of the question's endpoint. */
export type JudgeAnswer = (
  | {
      readonly kind: 'scored'
      readonly baselineScore: number
      readonly candidateScore: number
      readonly reason: string
      /** The votes did not agree on anything: a tie that is counted apart. */
      readonly isUnresolved?: boolean
    }
  | { readonly kind: 'abstained'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: string }
  /** Not put to anybody: only `createUnaskedJudge` says so. */
  | { readonly kind: 'not-asked'; readonly reason: string }
) & {
  /** Every vote cast for the question, usable or not; absent for a judge that casts none. */
  readonly votes?: readonly Vote[]
  /** Share of the usable votes that agree with the answer, in [0, 1]. */
  readonly confidence?: number
}

/** Answers what no rule can decide. A failed question is a value; a throw stops the run. */
export interface Judge {
  readonly name: string
  /** False for a judge that decides by rule alone; every report says so. */
  readonly isLanguageModel: boolean
  /** Who compares with an answer that is known to have failed, where this judge takes the baseline to be right; absent: itself. */
  readonly onFailures?: Judge
  /** Scores on the `structured` scale: both sides in [0, 1]. */
  compareArguments(question: CallQuestion): Promise<JudgeAnswer>
  /** Scores on the `preference` scale: the baseline is fixed at 0.5, the candidate has 1, 0.5 or 0. */
  compareTexts(question: TextQuestion): Promise<JudgeAnswer>
}
