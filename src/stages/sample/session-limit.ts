import { sum } from '../../numeric/sum.ts'

/** Traces of one session in a sample, while there are sessions enough to fill it. */
const USUAL_LIMIT = 2

/**
 * Traces of one session a sample may hold: 2, or, where two of each session do not fill it, the smallest
 * number that does. A sample of the whole population therefore takes every trace.
 *
 * @param sessionSizes - traces of each session that has more than two, in the population.
 */
export function sessionLimit(sessionSizes: readonly number[], population: number, target: number): number {
  const isEnough = (limit: number): boolean =>
    population - sum(sessionSizes.map(size => Math.max(0, size - limit))) >= target
  let low = USUAL_LIMIT
  let high = sessionSizes.reduce((most, size) => Math.max(most, size), USUAL_LIMIT)
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (isEnough(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** The population of a cell and the draws planned for it. */
export type PlannedCell = { readonly population: number; readonly size: number }

/**
 * Traces to draw from each cell so that, when at most two of each session stay, about as many are left as
 * were planned and hardly ever fewer: the planned sizes times one factor, at most the cells.
 *
 * It is computed from the population, never from a draw, so that the first phase has exact inclusion
 * probabilities: a draw that went on until it was full would not.
 *
 * @param sessions - for each session of more than two traces, the index of each trace's cell.
 * @returns shape (cells,), integers in [size, population].
 */
export function firstPhaseSizes(
  cells: readonly PlannedCell[],
  sessions: readonly (readonly number[])[],
): readonly number[] {
  const target = sum(cells.map(cell => cell.size))
  const sizesAt = (factor: number): readonly number[] =>
    cells.map(({ population, size }) => Math.min(population, Math.ceil(size * factor)))
  const isEnough = (factor: number): boolean => {
    const sizes = sizesAt(factor)
    const rates = sizes.map((size, index) => size / Math.max(1, cells[index]?.population ?? 1))
    const lost = sum(sessions.map(session => expectedLoss(session, rates)))
    // Three standard deviations of a count as spread as a Poisson's.
    return sum(sizes) - lost - 3 * Math.sqrt(lost) >= target
  }
  let low = 1
  let high = Math.max(1, ...cells.map(({ population, size }) => population / Math.max(1, size)))
  for (let step = 0; step < 40 && high - low > 1e-3 * low; step += 1) {
    const middle = (low + high) / 2
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return sizesAt(high)
}

/**
 * Expected number of a session's drawn traces beyond two, when each is drawn by itself at its cell's rate:
 * the mean minus P(at least one) minus P(at least two).
 */
function expectedLoss(session: readonly number[], rates: readonly number[]): number {
  let none = 1
  let one = 0
  let mean = 0
  for (const cell of session) {
    const rate = rates[cell] ?? 0
    one = one * (1 - rate) + none * rate
    none *= 1 - rate
    mean += rate
  }
  return Math.max(0, mean - (1 - none) - (1 - none - one))
}
