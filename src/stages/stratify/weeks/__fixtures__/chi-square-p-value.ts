import { chiSquareUpperTail } from '../../../../numeric/chi-square.ts'

/** Of the test that two lists of counts have the same shares. */
export function chiSquarePValue(first: readonly number[], second: readonly number[]): number {
  const [n, m] = [first, second].map(counts => counts.reduce((sum, count) => sum + count, 0)) as [
    number,
    number,
  ]
  let statistic = 0
  let cells = 0
  for (const [at, a] of first.entries()) {
    const b = second[at] ?? 0
    if (a + b === 0) continue
    const expected = ((a + b) * n) / (n + m)
    statistic += (a - expected) ** 2 / expected + (b - (a + b - expected)) ** 2 / (a + b - expected)
    cells += 1
  }
  return chiSquareUpperTail(statistic, cells - 1)
}
