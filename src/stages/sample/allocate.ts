import { InvariantError } from '../../errors/invariant-error.ts'
import { NumericError } from '../../errors/numeric-error.ts'
import { requireFinite, requireInteger } from '../../numeric/require-range.ts'
import { sum } from '../../numeric/sum.ts'
import { largestRemainder } from './largest-remainder.ts'

export type AllocationCell = {
  /** Share of the draws this cell asks for, >= 0, on any scale. */
  readonly weight: number
  /** Fewest draws wanted; may exceed the cap, which then wins. */
  readonly floor: number
  /** Most draws possible: the units there are, or infinity. */
  readonly cap: number
}

/**
 * Draws per cell: in proportion to `weight`, at least `floor`, at most `cap`, summing to exactly
 * min(target, sum of caps). When the floors alone pass the target, they are shrunk in proportion.
 *
 * @param target - integer >= 0.
 * @returns shape (cells,), integers. Equal cells may differ by one, the earlier one getting more.
 * @throws {NumericError} `out-of-range`, `non-finite`.
 * @see Hamilton's method of largest remainders, after water-filling the floors and caps.
 */
export function allocate(cells: readonly AllocationCell[], target: number): readonly number[] {
  requireCells(cells)
  requireInteger('target', target, 0, Number.MAX_SAFE_INTEGER)
  const bounded = cells.map(cell => ({ ...cell, floor: Math.min(cell.floor, cell.cap) }))
  const total = Math.min(target, sum(bounded.map(cell => cell.cap)))
  const floors = sum(bounded.map(cell => cell.floor))
  if (floors > 0 && floors >= total) {
    const quotas = bounded.map(cell => (cell.floor / floors) * total)
    return largestRemainder(bounded, quotas, total)
  }
  return largestRemainder(bounded, fillWater(bounded, total), total)
}

/** Real-valued quotas: cells whose share breaks a bound are fixed at it and the rest shared out again. */
function fillWater(cells: readonly AllocationCell[], total: number): readonly number[] {
  const fixed = new Map<number, number>()
  // Each round fixes at least one cell.
  for (let round = 0; round <= cells.length; round += 1) {
    const quotas = shareOut(cells, fixed, total)
    const free = [...cells.entries()].filter(([index]) => !fixed.has(index))
    const low = free.filter(([index, cell]) => (quotas[index] ?? 0) < cell.floor)
    const high = free.filter(([index, cell]) => (quotas[index] ?? 0) > cell.cap)
    if (low.length === 0 && high.length === 0) return quotas
    const missing = sum(low.map(([index, cell]) => cell.floor - (quotas[index] ?? 0)))
    const excess = sum(high.map(([index, cell]) => (quotas[index] ?? 0) - cell.cap))
    // The larger violation is settled first: the other may vanish with it.
    if (low.length > 0 && missing >= excess) {
      for (const [index, cell] of low) fixed.set(index, cell.floor)
    } else {
      for (const [index, cell] of high) fixed.set(index, cell.cap)
    }
  }
  throw new InvariantError('Allocation did not settle', { details: `${cells.length} cells, ${total} draws` })
}

function shareOut(
  cells: readonly AllocationCell[],
  fixed: ReadonlyMap<number, number>,
  total: number,
): readonly number[] {
  const free = cells.filter((_, index) => !fixed.has(index))
  const freeWeight = sum(free.map(cell => cell.weight))
  const left = total - sum(fixed.values())
  // Cells that ask for nothing still take what no other cell can.
  const shareOf = (cell: AllocationCell) => (freeWeight > 0 ? cell.weight / freeWeight : 1 / free.length)
  return cells.map((cell, index) => fixed.get(index) ?? left * shareOf(cell))
}

function requireCells(cells: readonly AllocationCell[]): void {
  requireFinite(
    'weight',
    cells.map(cell => cell.weight),
  )
  for (const { weight, floor, cap } of cells) {
    requireInteger('floor', floor, 0, Number.MAX_SAFE_INTEGER)
    if (cap !== Number.POSITIVE_INFINITY) requireInteger('cap', cap, 0, Number.MAX_SAFE_INTEGER)
    if (weight < 0) {
      throw new NumericError(`Expected \`weight\` >= 0, got ${weight}`, { reason: 'out-of-range' })
    }
  }
}
