/**
 * Sum with Neumaier's compensation: the error does not grow with the number of terms, so that the order
 * in which traces arrive does not show in a result.
 *
 * @see Neumaier 1974.
 */
export function sum(values: Iterable<number>): number {
  let total = 0
  let compensation = 0
  for (const value of values) {
    const next = total + value
    compensation += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total
    total = next
  }
  // An infinite total makes the compensation NaN; the total is then the answer.
  return Number.isFinite(total) ? total + compensation : total
}
