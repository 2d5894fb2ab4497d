/**
 * Something about an answer that a reader of its verdict must know. `degenerate`: it says nothing (punctuation, a
 * stock phrase, nothing but a known attack on judges). `instruction-to-judge`: it holds text that addresses a judge
 * or imitates a prompt. `hidden-characters`: it holds characters that show nothing. The last two decide nothing.
 */
export type JudgeFlag = {
  readonly side: 'baseline' | 'candidate'
  readonly kind: 'degenerate' | 'instruction-to-judge' | 'hidden-characters'
}
