import type { SparseMatrix } from './sparse-matrix.ts'

export type ChebyshevFilter = {
  /** Integer >= 1. */
  readonly degree: number
  /** Eigenvalues in [low, high] are damped to at most their share of 1; low < high. */
  readonly low: number
  readonly high: number
  /** Eigenvalue that keeps its size, above `high`: the largest one, so that nothing overflows. */
  readonly top: number
}

/** Columns filtered at a time: rows of them lie in the cache when a neighbour's row is read, which is most of the work. */
const PANEL = 32

/**
 * Filters `block` by a polynomial of `matrix` that leaves the eigenvector of `top` as long as it was, shrinks the others
 * the more the smaller their eigenvalue is, and shrinks all of [low, high] by the most any polynomial of this degree
 * can. Time degree x entries x width; holds two panels of 32 columns besides the block.
 *
 * @param matrix - symmetric, all eigenvalues in [low, top].
 * @param block - shape (matrix.rows, width), row-major. Overwritten with the result.
 * @see Zhou, Saad, Tiago & Chelikowsky 2006, algorithm 3.2 (scaled three-term recurrence).
 */
export function chebyshevFilter(
  matrix: SparseMatrix,
  block: Float64Array,
  width: number,
  filter: ChebyshevFilter,
): void {
  for (let start = 0; start < width; start += PANEL) {
    const columns = Math.min(PANEL, width - start)
    const panel = new Float64Array(matrix.rows * columns)
    for (let row = 0; row < matrix.rows; row++)
      panel.set(block.subarray(row * width + start, row * width + start + columns), row * columns)
    const filtered = filteredPanel(matrix, panel, columns, filter)
    for (let row = 0; row < matrix.rows; row++)
      block.set(filtered.subarray(row * columns, (row + 1) * columns), row * width + start)
  }
}

function filteredPanel(
  matrix: SparseMatrix,
  panel: Float64Array,
  width: number,
  filter: ChebyshevFilter,
): Float64Array {
  let source = panel
  let target: Float64Array = new Float64Array(panel.length)
  for (const each of chebyshevSteps(filter)) {
    step(matrix, width, source, target, each)
    const result = target
    target = source
    source = result
  }
  return source
}

/** target := times (matrix - shift) source - minus target; then both change places. */
export type ChebyshevStep = { readonly times: number; readonly shift: number; readonly minus: number }

/** The recurrence as steps, `degree` of them. The first target counts for nothing, but must be finite. */
export function chebyshevSteps({ degree, low, high, top }: ChebyshevFilter): readonly ChebyshevStep[] {
  const centre = (low + high) / 2
  const half = (high - low) / 2
  const first = half / (top - centre)
  const steps = [{ times: first / half, shift: centre, minus: 0 }]
  let scale = first
  for (let at = 2; at <= degree; at++) {
    const next = 1 / (2 / first - scale)
    steps.push({ times: (2 * next) / half, shift: centre, minus: scale * next })
    scale = next
  }
  return steps
}

/** target := times (matrix - shift) source - minus target. */
function step(
  { rows, offsets, indices, values }: SparseMatrix,
  width: number,
  source: Float64Array,
  target: Float64Array,
  { times, shift, minus }: ChebyshevStep,
): void {
  for (let row = 0; row < rows; row++) {
    const to = row * width
    const own = times * shift
    for (let j = 0; j < width; j++) target[to + j] = -own * source[to + j]! - minus * target[to + j]!
    const end = offsets[row + 1]!
    let entry = offsets[row]!
    // Four entries a pass: each running sum is read and written a quarter as often.
    for (; entry + 3 < end; entry += 4) {
      const from0 = indices[entry]! * width
      const from1 = indices[entry + 1]! * width
      const from2 = indices[entry + 2]! * width
      const from3 = indices[entry + 3]! * width
      const value0 = times * values[entry]!
      const value1 = times * values[entry + 1]!
      const value2 = times * values[entry + 2]!
      const value3 = times * values[entry + 3]!
      for (let j = 0; j < width; j++) {
        target[to + j]! +=
          value0 * source[from0 + j]! +
          value1 * source[from1 + j]! +
          value2 * source[from2 + j]! +
          value3 * source[from3 + j]!
      }
    }
    for (; entry < end; entry++) {
      const from = indices[entry]! * width
      const value = times * values[entry]!
      for (let j = 0; j < width; j++) target[to + j]! += value * source[from + j]!
    }
  }
}
