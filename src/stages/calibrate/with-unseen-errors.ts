import type { Matrix } from '../../numeric/matrix.ts'
import { clopperPearsonInterval } from '../../numeric/proportion-interval.ts'

/**
 * The table with as many disagreements as items that all agree cannot rule out: the share 1 - Clopper-Pearson's lower
 * bound of every diagonal count moves to the category farthest away. For a lower bound where drawing again finds none.
 *
 * @param counts - shape (k, k), nothing off the diagonal.
 * @param items - how many independent items that is.
 */
export function withUnseenErrors(counts: Matrix, items: number, confidence: number): Matrix {
  const { rows: size } = counts
  const unseen = 1 - clopperPearsonInterval(items, items, confidence)[0]
  const data = Float64Array.from(counts.data)
  for (let category = 0; category < size; category += 1) {
    const moved = unseen * data[category * size + category]!
    const farthest = [0, size - 1].filter(
      other => Math.abs(other - category) >= Math.max(category, size - 1 - category),
    )
    data[category * size + category]! -= moved
    for (const other of farthest) data[category * size + other]! += moved / farthest.length
  }
  return { data, rows: size, columns: size }
}
