import { chiSquareUpperTail } from '../../numeric/chi-square.ts'
import { pearsonTest } from '../../numeric/contingency.ts'
import type { Verdict } from '../../records/verdict.ts'

/** What the pairs of one judge came to, for the candidate. */
export type JudgeTally = {
  readonly judge: string
  readonly won: number
  readonly tied: number
  readonly lost: number
}

export type JudgeEffect = {
  /** In the order in which they were first asked. */
  readonly byJudge: readonly JudgeTally[]
  /**
   * Whether candidate and baseline fare differently under different judges: Pearson's chi-square of judge against
   * won, tied and lost, for large counts; null with fewer than two judges, or when all pairs
   * came to the same.
   */
  readonly pValue: number | null
}

/**
 * The scored pairs by the judge whose votes decided them. A difference can also come from when each judge was asked:
 * judges take over in an outage, not at random.
 */
export function judgeEffect(asked: readonly Verdict[]): JudgeEffect {
  const tallies = new Map<string, { won: number; tied: number; lost: number }>()
  for (const verdict of asked) {
    const judge = (verdict.votes ?? []).find(({ result }) => result.kind === 'chosen')?.judge
    if (verdict.kind !== 'scored' || judge === undefined) continue
    const tally = tallies.get(judge) ?? { won: 0, tied: 0, lost: 0 }
    const lead = verdict.candidateScore - verdict.baselineScore
    tally[lead > 0 ? 'won' : lead < 0 ? 'lost' : 'tied'] += 1
    tallies.set(judge, tally)
  }
  const byJudge = [...tallies].map(([judge, tally]) => ({ judge, ...tally }))
  return { byJudge, pValue: byJudge.length < 2 ? null : pValueOf(byJudge) }
}

function pValueOf(byJudge: readonly JudgeTally[]): number | null {
  const data = Float64Array.from(byJudge.flatMap(({ won, tied, lost }) => [won, tied, lost]))
  const { statistic, degreesOfFreedom } = pearsonTest({ data, rows: byJudge.length, columns: 3 })
  // All pairs came to the same: there is nothing a judge could have changed.
  return degreesOfFreedom === 0 ? null : chiSquareUpperTail(statistic, degreesOfFreedom)
}
