import { NumericError } from '../errors/numeric-error.ts'
import type { Matrix } from './matrix.ts'
import { sum } from './sum.ts'

/** Which column each row got. */
export type HungarianAssignment = {
  /** Shape (rows,): the row's column, or -1 when there are more rows than columns and it got none. */
  readonly columnOfRow: Int32Array
  /** Sum of the costs of the assigned pairs. */
  readonly totalCost: number
}

/** Has at least as many columns as rows, so that every row gets a column. */
type WideCosts = { readonly data: Float64Array; readonly rows: number; readonly columns: number }

/** The matching so far (-1: none) and the dual prices that prove it cheapest. */
type Matching = {
  readonly columnOfRow: Int32Array
  readonly rowOfColumn: Int32Array
  readonly rowPrice: Float64Array
  readonly columnPrice: Float64Array
}

/** A shortest alternating path: the columns it settled in order, the free one last. */
type Path = {
  readonly settled: readonly number[]
  readonly distance: Float64Array
  /** The row each column was reached from. */
  readonly fromRow: Int32Array
}

/**
 * The one-to-one assignment of rows to columns of smallest total cost: min(rows, columns) pairs. Of several equally
 * cheap assignments the same input always gives the same one.
 *
 * One shortest augmenting path per row of the smaller side: time smaller^2 x larger.
 *
 * @param cost - shape (rows, columns), finite, of any sign; either side may be empty.
 * @throws {NumericError} `non-finite` when a cost is NaN or infinite, `out-of-range` when `data` is not rows x columns
 *   long.
 * @see Kuhn 1955; Jonker & Volgenant 1987 in the form of Crouse 2016, which `scipy.optimize.linear_sum_assignment` has.
 */
export function hungarian(cost: Matrix): HungarianAssignment {
  requireCosts(cost)
  const isTall = cost.rows > cost.columns
  const wide = wideCosts(cost, isTall)
  const matching: Matching = {
    columnOfRow: new Int32Array(wide.rows).fill(-1),
    rowOfColumn: new Int32Array(wide.columns).fill(-1),
    rowPrice: new Float64Array(wide.rows),
    columnPrice: new Float64Array(wide.columns),
  }
  for (let row = 0; row < wide.rows; row++) {
    const path = shortestPath(wide, matching, row)
    raisePrices(matching, path, row)
    matchAlong(matching, path, row)
  }
  const columnOfRow = isTall ? matching.rowOfColumn : matching.columnOfRow
  const pairs = [...columnOfRow.entries()].filter(([, column]) => column !== -1)
  return {
    columnOfRow,
    totalCost: sum(pairs.map(([row, column]) => cost.data[row * cost.columns + column]!)),
  }
}

function requireCosts({ data, rows, columns }: Matrix): void {
  if (data.length !== rows * columns)
    throw new NumericError(
      `Expected \`cost.data\` of length ${rows} x ${columns} = ${rows * columns}, got ${data.length}`,
      { reason: 'out-of-range' },
    )
  const bad = data.findIndex(value => !Number.isFinite(value))
  if (bad !== -1)
    throw new NumericError(
      `Expected finite costs, got ${data[bad]} at row ${Math.floor(bad / columns)}, column ${bad % columns}`,
      { reason: 'non-finite', hint: 'Give pairs that must not match a large cost and drop them afterwards.' },
    )
}

function wideCosts({ data, rows, columns }: Matrix, isTall: boolean): WideCosts {
  if (!isTall) return { data: Float64Array.from(data), rows, columns }
  const transposed = new Float64Array(data.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      transposed[column * rows + row] = data[row * columns + column]!
  }
  return { data: transposed, rows: columns, columns: rows }
}

/** Dijkstra over reduced costs from the free row `start` to the nearest free column. */
function shortestPath({ data, columns }: WideCosts, matching: Matching, start: number): Path {
  const { rowOfColumn, rowPrice, columnPrice } = matching
  const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY)
  const fromRow = new Int32Array(columns)
  const isSettled = new Uint8Array(columns)
  const settled: number[] = []
  let reached = 0
  for (let row = start; row !== -1; ) {
    let nearest = -1
    for (let column = 0; column < columns; column++) {
      if (isSettled[column] === 1) continue
      const through = reached + data[row * columns + column]! - rowPrice[row]! - columnPrice[column]!
      if (through < distance[column]!) {
        distance[column] = through
        fromRow[column] = row
      }
      if (nearest === -1 || distance[column]! < distance[nearest]!) nearest = column
    }
    reached = distance[nearest]!
    isSettled[nearest] = 1
    settled.push(nearest)
    row = rowOfColumn[nearest]!
  }
  return { settled, distance, fromRow }
}

/** Keeps every reduced cost >= 0 and those along the path 0. */
function raisePrices(matching: Matching, { settled, distance }: Path, start: number): void {
  const reached = distance[settled.at(-1)!]!
  matching.rowPrice[start]! += reached
  for (const column of settled.slice(0, -1)) {
    const slack = reached - distance[column]!
    matching.rowPrice[matching.rowOfColumn[column]!]! += slack
    matching.columnPrice[column]! -= slack
  }
}

/** Hands each column of the path to the row it was reached from, back to `start`. */
function matchAlong({ columnOfRow, rowOfColumn }: Matching, { settled, fromRow }: Path, start: number): void {
  let column = settled.at(-1)!
  for (;;) {
    const row = fromRow[column]!
    const before = columnOfRow[row]!
    columnOfRow[row] = column
    rowOfColumn[column] = row
    if (row === start) return
    column = before
  }
}
