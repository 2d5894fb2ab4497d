import { squaredDistance } from '../../../numeric/distance.ts'
import { createUnionFind } from '../../../numeric/union-find.ts'
import { componentsOf, dendrogramLeaves, type Edges, joinEdges, minimumSpanningForest } from './forest.ts'
import { roundedDown, roundedUp } from './load-rows.ts'
import { mergedLists, type NearestLists, placeOf, type Search, withinOf } from './nearest-lists.ts'
import { orderByWeight } from './order-by-weight.ts'
import { createTreeBottlenecks } from './tree-bottlenecks.ts'
import { arrange, viewOf } from './workspace.ts'

/** Pairs lighter than the tree's path between their ends that are gathered before they tighten the tree. */
const SIFTED_BATCH = 1 << 16
/** Most rows of a sample: its pairs are a small part of all pairs. */
const LARGEST_SAMPLE = 8192
/** Near rows of other components kept per row of a sample. */
const SAMPLE_LIST = 8
/** In single precision as good as infinite, with room for its square. */
const FAR = 1e18

/**
 * A minimum spanning tree of mutual reachability, by ascending weight.
 *
 * First a spanning tree from the lists of near rows, its parts joined by light edges of a sample. A pair that is not
 * lighter than the heaviest edge of this tree's path between its ends is the heaviest edge of a cycle, so it is not
 * needed (cycle property). A second pass finds all others; they and the first tree contain a minimum spanning tree.
 *
 * @param core - core distance of every row.
 */
export async function minimumTree(search: Search, lists: NearestLists, core: Float64Array): Promise<Edges> {
  const { rows } = search
  const count = rows.firstRows.length
  let tree = minimumSpanningForest(count, edgesOfLists(lists, core))
  search.onPhase({ name: 'first-tree', pairs: 0, rows: count })
  while (tree.weights.length < count - 1)
    tree = minimumSpanningForest(count, joinEdges(tree, await joiningEdges(search, lists, core, tree)))
  return improved(search, lists, core, tree)
}

function weightOf({ rows }: Search, core: Float64Array, a: number, b: number): number {
  const squared = squaredDistance(rows.points, rows.firstRows[a]!, rows.firstRows[b]!)
  return Math.max(core[a]!, core[b]!, Math.sqrt(squared))
}

/** Every pair of the lists once. */
function edgesOfLists({ length, indices, squared }: NearestLists, core: Float64Array): Edges {
  const places = new Int32Array(indices.length)
  let size = 0
  for (let row = 0; row * length < indices.length; row++) {
    for (let at = row * length; at < (row + 1) * length; at++) {
      const other = indices[at]!
      if (other === -1) break
      if (row < other || placeOf(indices, length, other, row) === -1) places[size++] = at
    }
  }
  const from = new Int32Array(size)
  const to = new Int32Array(size)
  const weights = new Float64Array(size)
  for (let edge = 0; edge < size; edge++) {
    const at = places[edge]!
    const [row, other] = [Math.floor(at / length), indices[at]!]
    from[edge] = row
    to[edge] = other
    weights[edge] = Math.max(core[row]!, core[other]!, Math.sqrt(squared[at]!))
  }
  return { from, to, weights }
}

/**
 * Edges that join every component with at least one other, light but not necessarily the lightest: the nearest between
 * the rows of a sample. How light they are decides how many pairs the second pass has to look at.
 */
async function joiningEdges(
  search: Search,
  lists: NearestLists,
  core: Float64Array,
  forest: Edges,
): Promise<Edges> {
  const { workspace, session, unit, onPhase } = search
  const { count, precision, arranged } = workspace
  const components = componentsOf(count, forest)
  const sample = sampleOf(components.labels, components.count)
  const listLength = Math.min(SAMPLE_LIST, lists.length)
  arrange(workspace, sample)
  for (let at = 0; at < sample.length; at++) arranged.labels.array[at] = components.labels[sample[at]!]!
  const pairs = await session.run({
    kind: 'nearest',
    precision,
    view: viewOf(workspace, arranged, sample.length),
    ticket: workspace.ticket,
    listLength,
    labels: arranged.labels.at,
  })
  const { others, keys } = mergedLists(workspace, sample.length, listLength)
  const places = Int32Array.from(others.keys()).filter(at => others[at] !== -1)
  const distanceOf = (key: number) => (precision === 'int16' ? Math.max(0, key) : Math.sqrt(key)) / unit
  const from = places.map(at => sample[Math.floor(at / listLength)]!)
  const to = places.map(at => sample[others[at]!]!)
  const rough = Float64Array.from(places, (at, edge) =>
    Math.max(core[from[edge]!]!, core[to[edge]!]!, distanceOf(keys[at]!)),
  )
  const sets = createUnionFind(count)
  for (let edge = 0; edge < forest.from.length; edge++) sets.union(forest.from[edge]!, forest.to[edge]!)
  const taken = orderByWeight(rough).filter(edge => {
    if (sets.find(from[edge]!) === sets.find(to[edge]!)) return false
    sets.union(from[edge]!, to[edge]!)
    return true
  })
  onPhase({ name: 'join', pairs, rows: sample.length })
  // Only now, for the few that are used, the exact weights.
  return {
    from: taken.map(edge => from[edge]!),
    to: taken.map(edge => to[edge]!),
    weights: Float64Array.from(taken, edge => weightOf(search, core, from[edge]!, to[edge]!)),
  }
}

/** Rows of every component in proportion to its size, at least one, evenly spread over it. */
function sampleOf(labels: Int32Array, componentCount: number): Int32Array {
  const sizes = new Int32Array(componentCount)
  for (const label of labels) sizes[label] = sizes[label]! + 1
  const share = Math.min(1, Math.max(64, Math.min(LARGEST_SAMPLE, labels.length / 8)) / labels.length)
  const seen = new Int32Array(componentCount)
  const isTaken = (row: number): boolean => {
    const label = labels[row]!
    const rank = seen[label]!
    seen[label] = rank + 1
    const wanted = Math.max(1, Math.round(sizes[label]! * share))
    return Math.floor(((rank + 1) * wanted) / sizes[label]!) > Math.floor((rank * wanted) / sizes[label]!)
  }
  return Int32Array.from(labels.keys()).filter(isTaken)
}

/** The minimum spanning tree, from any spanning tree by ascending weight. */
async function improved(
  search: Search,
  lists: NearestLists,
  core: Float64Array,
  tree: Edges,
): Promise<Edges> {
  const { workspace, session, rows } = search
  const count = rows.firstRows.length
  arrangeLeaves(search, lists, core, tree)
  let best = tree
  let keys = new Float64Array(1 << 12)
  let size = 0
  let bottleneck = createTreeBottlenecks(count, best)
  const sift = () => {
    best = minimumSpanningForest(count, joinEdges(best, edgesOfKeys(search, core, keys.subarray(0, size))))
    size = 0
  }
  const pairCount = await session.run(
    {
      kind: 'below-bottlenecks',
      precision: workspace.precision,
      view: viewOf(workspace, workspace.arranged, count),
      ticket: workspace.ticket,
      ...withinOf(workspace),
    },
    (space, waiting) => {
      const pairs = new Int32Array(workspace.memory.buffer, space.pairs, waiting * 2)
      while (size + waiting > keys.length) keys = doubled(keys)
      // Where groups lie at right angles, as spectral coordinates of unconnected ones do, all distances between them are
      // nearly equal and no bound tells them apart: a batch tightens the tree, and most of the next is known to be too long.
      for (let at = 0; at < pairs.length; at += 2) {
        const [a, b] = [Math.min(pairs[at]!, pairs[at + 1]!), Math.max(pairs[at]!, pairs[at + 1]!)]
        if (weightOf(search, core, a, b) < bottleneck(a, b)) keys[size++] = a * count + b
      }
      if (size > SIFTED_BATCH) {
        sift()
        bottleneck = createTreeBottlenecks(count, best)
      }
    },
  )
  search.onPhase({ name: 'second-pass', pairs: pairCount, rows: count })
  sift()
  search.onPhase({ name: 'last-tree', pairs: 0, rows: count })
  return best
}

function doubled(keys: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(keys.length * 2)
  larger.set(keys)
  return larger
}

/** The pairs (a, b) given as a * count + b, in an order that does not depend on who found them when. */
function edgesOfKeys(search: Search, core: Float64Array, keys: Float64Array): Edges {
  const count = search.rows.firstRows.length
  keys.sort()
  const from = Int32Array.from(keys, key => Math.floor(key / count))
  const to = Int32Array.from(keys, key => key % count)
  const weights = Float64Array.from(keys, (_, at) => weightOf(search, core, from[at]!, to[at]!))
  return { from, to, weights }
}

/** Rows in the order of the tree's leaves, with what decides which pairs the second pass has to find. */
function arrangeLeaves(search: Search, lists: NearestLists, core: Float64Array, tree: Edges): void {
  const { workspace, unit } = search
  const { gaps, floors, knowns } = workspace.arranged
  const leaves = dendrogramLeaves(workspace.count, tree)
  arrange(workspace, leaves.order)
  for (let position = 0; position < leaves.order.length; position++) {
    const row = leaves.order[position]!
    const reach = Math.min(FAR, lists.reaches[row]! * unit)
    gaps.array[position] = roundedUp(leaves.gaps[position]! * unit)
    // A pair with a bottleneck up to its core distance is no lighter than it, and one within reach is in a list.
    floors.array[position] = roundedDown(Math.max(reach, core[row]! * unit))
    knowns.array[position] = roundedDown(reach)
  }
}
