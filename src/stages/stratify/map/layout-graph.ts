import { type Rng, randomInteger } from '../../../numeric/random.ts'
import type { SparseMatrix } from '../../../numeric/sparse-matrix.ts'

const ROUNDS = 300
/** Points each moved point is pushed away from. */
const REPELLED = 5
const LARGEST_STEP = 4
/** Keeps two points at one place from being thrown apart. */
const SOFTENING = 1e-3

/**
 * A layout of the graph in the plane in which linked points lie together, improved from `start` by stochastic gradient
 * descent: an edge pulls its ends together as often as its weight says, and every pull pushes a few random points away.
 *
 * @param graph - symmetric, weights in (0, 1].
 * @param start - shape (n, 2), spanning about 20; not changed.
 * @returns shape (n, 2).
 * @see McInnes, Healy & Melville 2018 (UMAP), section 3.2 and algorithm 5. The kernel is Student's, 1 / (1 + d^2), as
 *   in t-SNE: their a = b = 1, so that a step is additions and divisions, equal on every machine.
 */
export function layoutGraph(graph: SparseMatrix, start: Float64Array, rng: Rng): Float64Array {
  const layout = start.slice()
  const edges = edgesOf(graph)
  for (let round = 0; round < ROUNDS; round++) {
    const rate = 1 - round / ROUNDS
    for (let edge = 0; edge < edges.weights.length; edge++) {
      // An edge of weight w is due in every (1 / w)-th round.
      const weight = edges.weights[edge]!
      if (Math.floor((round + 1) * weight) === Math.floor(round * weight)) continue
      moveEnds(layout, edges.from[edge]!, edges.to[edge]!, rate, graph.rows, rng)
    }
  }
  return layout
}

type Edges = { readonly from: Uint32Array; readonly to: Uint32Array; readonly weights: Float64Array }

/** Every edge in both directions, so that both ends push others away; weights relative to the heaviest. */
function edgesOf({ rows, offsets, indices, values }: SparseMatrix): Edges {
  const from = new Uint32Array(values.length)
  for (let row = 0; row < rows; row++) from.fill(row, offsets[row]!, offsets[row + 1]!)
  const heaviest = values.reduce((most, weight) => Math.max(most, weight), 0)
  return { from, to: indices, weights: values.map(weight => weight / heaviest) }
}

function moveEnds(
  layout: Float64Array,
  from: number,
  to: number,
  rate: number,
  rows: number,
  rng: Rng,
): void {
  const x = 2 * from
  const y = 2 * to
  const across = layout[x]! - layout[y]!
  const along = layout[x + 1]! - layout[y + 1]!
  const pull = (-2 / (1 + across * across + along * along)) * rate
  layout[x]! += clipped(pull * across)
  layout[x + 1]! += clipped(pull * along)
  layout[y]! -= clipped(pull * across)
  layout[y + 1]! -= clipped(pull * along)
  for (let draw = 0; draw < REPELLED; draw++) {
    const other = 2 * randomInteger(rng, rows)
    if (other === x) continue
    const away = layout[x]! - layout[other]!
    const beyond = layout[x + 1]! - layout[other + 1]!
    const squared = away * away + beyond * beyond
    const push = (2 / ((SOFTENING + squared) * (1 + squared))) * rate
    layout[x]! += clipped(push * away)
    layout[x + 1]! += clipped(push * beyond)
  }
}

function clipped(step: number): number {
  return Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, step))
}
