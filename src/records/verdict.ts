import type { JudgeFlag } from './judge-flag.ts'
import type { Vote } from './vote.ts'

/**
 * What is compared. `structured`: tool calls, scores in [0, 1]. `preference`: text, 1 / 0.5 / 0 for the
 * candidate against a baseline fixed at 0.5 (half-net: win +0.5, loss -0.5). `outcome`: recorded success.
 * Scales of two endpoints are never averaged together.
 */
export type Endpoint = 'structured' | 'preference' | 'outcome'

/** Who said so. `check`: a deterministic rule. `equality`: equal canonical outputs. `outcome`: the recorded signal. */
export type VerdictBasis = 'check' | 'equality' | 'expected' | 'outcome' | 'judge'

/** The comparison of one pair on one endpoint. Only `scored` carries numbers; the rest can never be misread as 0. */
export type Verdict = (
  | {
      readonly kind: 'scored'
      readonly endpoint: Endpoint
      readonly basis: VerdictBasis
      /** In [0, 1]. */
      readonly baselineScore: number
      /** In [0, 1]; the paired difference is `candidateScore - baselineScore`. */
      readonly candidateScore: number
      readonly reason: string
      /** The votes agreed on nothing: kept as a tie and counted apart. */
      readonly isUnresolved?: boolean
    }
  | { readonly kind: 'abstained'; readonly endpoint: Endpoint; readonly reason: string }
  | { readonly kind: 'failed'; readonly endpoint: Endpoint; readonly error: string }
  /**
   * A judge's question that was never put, because the looks before it had decided: not drawn for the judge, and so
   * neither missing nor a tie. The questions that were put stand for it (docs/decisions/2026-11-23-judge-in-looks.md).
   */
  | { readonly kind: 'not-asked'; readonly endpoint: Endpoint; readonly reason: string }
  /** The endpoint has no meaning for this pair: neither loss, tie nor unresolved (product definition 19). */
  | { readonly kind: 'not-applicable'; readonly endpoint: Endpoint; readonly reason: string }
) & {
  /** Every vote the judge cast, usable or not; absent where no judge was asked. */
  readonly votes?: readonly Vote[]
  /** Share of the usable votes that agree with the verdict, in [0, 1]. */
  readonly confidence?: number
  /** What a reader must know about the two answers; absent when there is nothing. */
  readonly flags?: readonly JudgeFlag[]
}
